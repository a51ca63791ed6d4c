import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Archive } from '../../../src/main/archive/archive.ts'
import { Archives, type ArchiveSubject } from '../../../src/main/archive/archives.ts'
import { collectKillLog } from '../../../src/main/collect/kill-log.ts'
import { CollectionId } from '../../../src/shared/contract/kill-log.ts'
import type { Coverage } from '../../../src/shared/model/coverage.ts'
import { clientOf, type Cloud, type Endpoints } from './cloud.ts'

/** An archive on disk, in a folder of its own. */
export interface OpenArchive {
  archive: Archive
  close: () => Promise<void>
  /** Closes it too. */
  remove: () => Promise<void>
}

export async function openArchive(cloud: Cloud): Promise<OpenArchive> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-desk-bench-'))
  const archives = new Archives({ folder, program: 'a bench', tell: () => undefined })
  const { region, projectId } = cloud.tenant
  const { dbss, ddm } = cloud.simulator
  const subject: ArchiveSubject = {
    region,
    projectId,
    endpoints: { dbss, ddm },
    accountName: 'bench',
  }
  const archive = await archives.open(subject)
  const close = () => archives.closeAll()
  return {
    archive,
    close,
    remove: async () => {
      await close()
      await rm(folder, { recursive: true })
    },
  }
}

/**
 * Collects the cloud's whole kill log into an archive.
 * @throws Error unless the archive then says that it has all of it
 */
export async function collectInto(
  { archive }: OpenArchive,
  cloud: Cloud,
  endpoints: Endpoints,
): Promise<Coverage> {
  const client = clientOf(endpoints, cloud.tenant)
  try {
    const coverage = await collectKillLog({
      client,
      store: archive.killLog,
      instanceId: cloud.instanceId,
      range: cloud.range,
      what: 'all',
      collectionId: CollectionId.parse(randomUUID()),
      inBackground: false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
    if (coverage.outcome.kind === 'incomplete') throw new Error(coverage.outcome.reasons.join('\n'))
    return coverage
  } finally {
    await client.close()
  }
}
