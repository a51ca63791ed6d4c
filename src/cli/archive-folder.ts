import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'
import type { Environment } from './environment.ts'

/** The `productName` of package.json: Electron calls the app's folder so. */
const appFolder = 'Audit Desk'

/**
 * Where the window keeps its archives: `archive` in what Electron calls `userData`. There is no
 * Electron here to be asked, so this follows its rule for each system.
 */
export function appArchiveFolder(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const join = (...parts: string[]): string =>
    platform === 'win32' ? win32.join(...parts) : posix.join(...parts)
  const set = (name: string): string | null => {
    const value = environment[name] ?? ''
    return value === '' ? null : value
  }
  switch (platform) {
    case 'win32':
      return join(set('APPDATA') ?? join(home, 'AppData', 'Roaming'), appFolder, 'archive')
    case 'darwin':
      return join(home, 'Library', 'Application Support', appFolder, 'archive')
    default:
      return join(set('XDG_CONFIG_HOME') ?? join(home, '.config'), appFolder, 'archive')
  }
}
