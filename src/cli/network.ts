import { AuditDeskError } from '../shared/errors.ts'
import { defaultNetworkSettings } from '../shared/model/network.ts'
import type { NetworkOptions } from '../main/huawei/connections.ts'
import type { Paces } from '../main/huawei/pace.ts'
import { pacesOf, readCertificates } from '../main/settings/network-settings.ts'
import { UsageError } from './exit-codes.ts'

/** How the network may be used, as typed. */
export interface NetworkChoices {
  caFile?: string
  dbssPerSecond?: number
  ddmPerMinute?: number
}

/**
 * Proxies are those of the environment.
 * @throws UsageError for a CA file that isn't one
 */
export async function networkOf({
  caFile,
  dbssPerSecond,
  ddmPerMinute,
}: NetworkChoices): Promise<{ network: NetworkOptions; paces: Paces }> {
  const { pace } = defaultNetworkSettings
  return {
    network: { proxy: { kind: 'environment' }, ca: await readCaFile(caFile) },
    paces: pacesOf({
      pace: {
        dbssPerSecond: dbssPerSecond ?? pace.dbssPerSecond,
        ddmPerMinute: ddmPerMinute ?? pace.ddmPerMinute,
      },
    }),
  }
}

async function readCaFile(path: string | undefined): Promise<string | null> {
  if (path === undefined) return null
  if (path === '') throw new UsageError('--ca-file must name a file.')
  try {
    return await readCertificates(path)
  } catch (error) {
    if (!(error instanceof AuditDeskError)) throw error
    throw new UsageError(
      error.code === 'file'
        ? `--ca-file ${path} could not be read.`
        : `--ca-file ${path} holds no certificate in PEM format.`,
    )
  }
}
