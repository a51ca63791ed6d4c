import { dirname, join } from 'node:path'
import process from 'node:process'
import { libraryRemedy, missingLibraries } from './linux.mjs'
import { electronBinary } from './project.mjs'

/** @typedef {{ why: string, remedy: string }} Obstacle Both are parts of one sentence. */

/**
 * Why Electron can't open a window here, found out without starting it.
 * @param {object} [machine] what to look at; this machine by default
 * @param {NodeJS.ProcessEnv} [machine.environment]
 * @param {string} [machine.platform]
 * @param {boolean} [machine.isRoot]
 * @param {string | null} [machine.binary]
 * @param {(binary: string) => string[]} [machine.librariesMissing]
 * @returns {Obstacle | null} `null` when nothing speaks against it
 */
export function whyNoWindow({
  environment = process.env,
  platform = process.platform,
  isRoot = process.getuid?.() === 0,
  binary = electronBinary(environment),
  librariesMissing = missingLibraries,
} = {}) {
  if (platform === 'linux' && isRoot) {
    return {
      why: "Electron's sandbox refuses to run as root",
      remedy: 'sign in as an ordinary user and type the command again',
    }
  }
  if (binary === null) {
    return { why: 'the Electron binary is not installed', remedy: 'type: npx install-electron' }
  }
  if (platform !== 'linux') return null
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return noDisplay
  const libraries = librariesMissing(binary)
  return libraries.length === 0 ? null : lacksLibraries(libraries)
}

/**
 * Reads what a dying Electron said, for the causes that lie in the system and not in the app.
 * @param {string} output the end of its stderr
 * @param {string} binary
 * @returns {Obstacle | null} `null` when it died of something else
 */
export function whyElectronDied(output, binary) {
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(output)?.[1]
  if (library !== undefined) return lacksLibraries([library])
  if (/Missing X server|Unable to open X display|cannot open display/i.test(output))
    return noDisplay
  if (/SUID sandbox helper|No usable sandbox|Failed to move to new namespace/i.test(output)) {
    const helper = join(dirname(binary), 'chrome-sandbox')
    return {
      why: "this system doesn't let Electron build its sandbox",
      remedy: `type: sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
    }
  }
  return null
}

const noDisplay = {
  why: 'there is no display',
  remedy: 'run it in a desktop session, or under xvfb-run',
}

/** @param {string[]} libraries */
function lacksLibraries(libraries) {
  return {
    why: `Electron needs libraries that this system lacks (${libraries.join(', ')})`,
    remedy: libraryRemedy(libraries),
  }
}
