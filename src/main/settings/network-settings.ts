import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AuditDeskError } from '../../shared/errors.ts'
import {
  NetworkSettings,
  defaultNetworkSettings,
  type NetworkSettings as Settings,
} from '../../shared/model/network.ts'
import { readJsonFile, writeFileAtomically } from '../accounts/atomic-file.ts'
import type { Vault } from '../accounts/vault.ts'
import { directly, type NetworkOptions } from '../huawei/connections.ts'
import { aMinute, Paces } from '../huawei/pace.ts'

export interface Network {
  options: NetworkOptions
  paces: Paces
}

/** How the app reaches the network: kept in `settings.json`, the proxy's password in the vault. */
export class NetworkStore {
  readonly #path: string
  readonly #vault: Vault
  readonly #resolveProxy: (url: string) => Promise<string>
  #settings: Settings
  #paces: Paces

  private constructor(
    path: string,
    vault: Vault,
    resolveProxy: (url: string) => Promise<string>,
    settings: Settings,
  ) {
    this.#path = path
    this.#vault = vault
    this.#resolveProxy = resolveProxy
    this.#settings = settings
    this.#paces = pacesOf(settings)
  }

  /**
   * @param resolveProxy asks the operating system which proxy a URL goes through, in PAC's terms
   * @returns the store, and what the user must be told, if anything
   */
  static async open(
    path: string,
    vault: Vault,
    resolveProxy: (url: string) => Promise<string>,
  ): Promise<{ store: NetworkStore; notice: string | null }> {
    const { value, notice } = await readJsonFile(path, NetworkSettings, 'network settings')
    const settings = value ?? defaultNetworkSettings
    return { store: new NetworkStore(path, vault, resolveProxy, settings), notice }
  }

  get settings(): Settings {
    return this.#settings
  }

  /**
   * @param proxyPassword `null` leaves the one that is kept, an empty one deletes it
   * @throws AuditDeskError `input` for a CA file that isn't one, `file`, `keychain`
   */
  async set(settings: Settings, proxyPassword: string | null): Promise<void> {
    await readCertificates(settings.caFile)
    if (proxyPassword === '') await this.#vault.deleteProxyPassword()
    else if (proxyPassword !== null) await this.#vault.setProxyPassword(proxyPassword)
    await writeFileAtomically(this.#path, `${JSON.stringify(settings, null, 2)}\n`)
    this.#settings = settings
    this.#paces = pacesOf(settings)
  }

  /** What a client of the cloud needs to know. @throws AuditDeskError `input`, `file`, `keychain` */
  async current(): Promise<Network> {
    const { proxy, caFile } = this.#settings
    const ca = await readCertificates(caFile)
    if (proxy.kind === 'system') {
      const options: NetworkOptions = { proxy: { kind: 'system', resolve: this.#resolveProxy }, ca }
      return { options, paces: this.#paces }
    }
    if (proxy.kind === 'none') return { options: { ...directly, ca }, paces: this.#paces }
    const { url, userName } = proxy
    const password = userName === '' ? '' : await this.#vault.getProxyPassword()
    return {
      options: { proxy: { kind: 'manual', url, userName, password }, ca },
      paces: this.#paces,
    }
  }
}

/** The paces that keep to the settings. */
export function pacesOf({ pace: { dbssPerSecond, ddmPerMinute } }: Pick<Settings, 'pace'>): Paces {
  return new Paces({
    // A screen asks a few things at once: the second's share may be taken in bursts of five.
    dbss: { requests: dbssPerSecond * 5, per: 5_000 },
    ddm: { requests: ddmPerMinute, per: aMinute },
  })
}

/**
 * Reads certificates to trust.
 * @returns the file's text, or `null` for no file
 * @throws AuditDeskError `file` when it can't be read, `input` when it holds no certificate
 */
export async function readCertificates(path: string): Promise<string | null> {
  if (path === '') return null
  let pem: string
  try {
    pem = await readFile(path, 'utf8')
  } catch (error) {
    throw new AuditDeskError(
      {
        code: 'file',
        message: `The CA file ${path} could not be read.`,
        retryable: false,
        hint: 'Check the path in the network settings, and that you may read the file.',
      },
      { cause: error },
    )
  }
  try {
    new X509Certificate(pem)
    return pem
  } catch (error) {
    throw new AuditDeskError(
      {
        code: 'input',
        message: `caFile: ${path} holds no certificate in PEM format`,
        retryable: false,
        hint: 'A PEM file has lines that begin with “-----BEGIN CERTIFICATE-----”.',
      },
      { cause: error },
    )
  }
}
