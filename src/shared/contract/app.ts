import { z } from 'zod'
import { procedure } from './procedure.ts'

/** Where passwords are kept, and, when not in the keychain, why. */
export type SecretsBackend = { kind: 'keychain' } | { kind: 'memory'; reason: string }

export interface AppInfo {
  version: string
  platform: string
  secrets: SecretsBackend
  /** The folder that holds the profile. */
  profileFolder: string
  /** What the user must be told of this start, such as a damaged file that was set aside. */
  notices: string[]
}

export const app = {
  /** Asks the keychain whether it works; touches no network. */
  info: procedure(z.object({})).returns<AppInfo>(),
}
