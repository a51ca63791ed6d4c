import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The Node that package.json pins. The scripts themselves also run on the older one of a machine. */
export function pinnedNode() {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  return join(root, 'node_modules', 'node', 'bin', executable)
}

const electronExecutables = /** @type {Record<string, string>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
})

/**
 * Where the Electron binary is. Unlike `import 'electron'` it never downloads one.
 * @returns the path, or `null` when there is none of the pinned version
 */
export function electronBinary(environment = process.env, projectRoot = root) {
  const executable = electronExecutables[process.platform] ?? 'electron'
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH']
  const dist = override || join(projectRoot, 'node_modules', 'electron', 'dist')
  const binary = join(dist, executable)
  if (!existsSync(binary)) return null
  if (!override && electronVersion(join(dist, 'version')) !== pinnedElectron(projectRoot))
    return null
  return binary
}

/** @param {string} file */
function electronVersion(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined
}

function pinnedElectron(projectRoot = root) {
  const file = join(projectRoot, 'node_modules', 'electron', 'package.json')
  /** @type {{ version: string }} */
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  return manifest.version
}
