import { z } from 'zod'
import { AppMenu } from '../model/menu.ts'
import { procedure } from './procedure.ts'

/** Where passwords are kept, and, when not in the keychain, why. */
export type SecretsBackend = { kind: 'keychain' } | { kind: 'memory'; reason: string }

/** What the user must be told of something that happened without being asked for. */
export interface Notice {
  /** `info`: it went well; `warning`: something needs a look. */
  kind: 'info' | 'warning'
  text: string
}

export interface AppInfo {
  version: string
  platform: string
  secrets: SecretsBackend
  /** The folder that holds the profile. */
  profileFolder: string
  /** What the user must be told of this start, such as a damaged file that was set aside. */
  notices: string[]
}

/** The app's own folders: all it keeps, the archives in it, and the logs in it. */
export const folderNames = ['profile', 'archive', 'logs'] as const
export type FolderName = (typeof folderNames)[number]

/** What lies in a folder and the folders in it. */
export interface FolderUse {
  path: string
  files: number
  bytes: number
}

export const app = {
  /** Asks the keychain whether it works; touches no network. */
  info: procedure(z.object({})).returns<AppInfo>(),
  folders: procedure(z.object({})).returns<Record<FolderName, FolderUse>>(),
  /** Shows the application's menu; a click comes back as the event `app.menu`. */
  setMenu: procedure(AppMenu).returns<null>(),
  /** Shows one in the system's browser of files. */
  showFolder: procedure(z.object({ folder: z.enum(folderNames) })).returns<null>(),
}
