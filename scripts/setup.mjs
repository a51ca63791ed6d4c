// Makes a checkout ready to run: dependencies, keychain, Electron. Runs before `npm start`,
// `npm test` and the rest, with nothing installed, on any Node from 20.18; when all is in place it
// only looks. What can't be had is said in one sentence with what to type.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import {
  dependenciesInstalled,
  npm,
  runsOnInstalledNode,
  whyNoKeytar,
} from './lib/dependencies.mjs'
import {
  aptInstall,
  hasApt,
  installPackages,
  isInstalled,
  libraryRemedy,
  missingForKeytar,
  missingLibraries,
  testPrograms,
} from './lib/linux.mjs'
import { fingerprint } from './lib/fingerprint.mjs'
import { electronBinary, pinnedNode, root } from './lib/project.mjs'
import { say } from './lib/say.mjs'

const minute = 60_000
const day = 24 * 60 * minute

/**
 * What was found out and need not be found out each time. Lies in node_modules, so that it goes
 * when that goes.
 * @typedef {{ installed?: string, keychainChecked?: boolean, electronTriedAt?: number }} Notes
 */
const notesFile = join(root, 'node_modules', '.setup.json')

const lockfile = fingerprint(['package-lock.json'])
if (!inPlace(readNotes())) {
  installDependencies()
  writeNotes({ installed: lockfile })
}
if (process.env['CI'] !== undefined) installTestPrograms()
const notes = readNotes()
const before = JSON.stringify(notes)
checkKeychain(notes)
fetchElectron(notes)
if (JSON.stringify(notes) !== before) writeNotes(notes)

/** True after our own `npm ci`, and after one that somebody typed. @param {Notes} notes */
function inPlace(notes) {
  return existsSync(pinnedNode()) && (notes.installed === lockfile || dependenciesInstalled())
}

function installDependencies() {
  if (process.platform === 'win32' && runsOnInstalledNode()) {
    fail(
      'the dependencies are out of date, and Windows lets nobody replace a running Node; type: npm ci',
    )
  }
  const missing = missingForKeytar()
  if (missing.length > 0 && process.getuid?.() === 0 && hasApt()) {
    say(`installing what the keychain module is built from: ${missing.join(', ')}`)
    if (!installPackages(missing)) {
      say(
        'apt-get failed, so passwords will be kept for the run only; see above, or type: ' +
          aptInstall(missing),
      )
    }
  }
  say('installing dependencies; this takes a minute or two')
  if (!npm('ci', '--no-audit', '--no-fund', '--loglevel=error')) {
    fail('the dependencies could not be installed; see above, then type: npm ci')
  }
  if (!existsSync(pinnedNode())) {
    fail('the Node that package.json pins could not be installed; type: npm rebuild node')
  }
}

/** A machine that only checks has to check everything; elsewhere a test says what it lacks. */
function installTestPrograms() {
  const missing = Object.entries(testPrograms).filter(([program]) => !isInstalled(program))
  if (missing.length === 0 || process.getuid?.() !== 0 || !hasApt()) return
  const packages = [...new Set(missing.map(([, name]) => name))]
  say(`installing what the tests read reports with: ${packages.join(', ')}`)
  installPackages(packages)
}

/** @param {Notes} notes */
function checkKeychain(notes) {
  if (notes.keychainChecked) return
  notes.keychainChecked = true
  const reason = whyNoKeytar()
  if (reason === null) return
  const missing = missingForKeytar()
  const remedy =
    missing.length === 0
      ? 'npm rebuild keytar'
      : hasApt()
        ? `sudo ${aptInstall(missing)} && npm ci`
        : `npm ci, after installing the development files of libsecret, pkg-config, make, g++ and python3`
  say(
    `passwords can't be kept in the system's keychain and will be kept for the run only (${reason}); to change that, type: ${remedy}`,
  )
}

/** @param {Notes} notes */
function fetchElectron(notes) {
  if (electronBinary() !== null) return
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH']) {
    say(
      'ELECTRON_OVERRIDE_DIST_PATH names a folder without Electron; type: unset ELECTRON_OVERRIDE_DIST_PATH',
    )
    return
  }
  // Once a day, so that working without a network doesn't mean waiting for it each time.
  if (notes.electronTriedAt !== undefined && Date.now() - notes.electronTriedAt < day) return
  notes.electronTriedAt = Date.now()
  say('downloading Electron')
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  const { status, error, stderr } = spawnSync(pinnedNode(), [installer], {
    cwd: root,
    encoding: 'utf8',
    timeout: 10 * minute,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const binary = electronBinary()
  if (status !== 0 || binary === null) {
    say(
      `Electron could not be downloaded (${firstWords(error?.message ?? stderr)}), so there is no window yet; type: npx install-electron`,
    )
    return
  }
  const libraries = missingLibraries(binary)
  if (libraries.length > 0) {
    say(
      `Electron needs libraries that this system lacks (${libraries.join(', ')}); ${libraryRemedy(libraries)}`,
    )
  }
}

/** @param {string} output what a command wrote on stderr */
function firstWords(output) {
  const line = output.split('\n').find((text) => text.trim() !== '') ?? 'it gave no reason'
  return line.trim().replace(/^\w*Error: /, '')
}

/** @param {Notes} notes */
function writeNotes(notes) {
  writeFileSync(notesFile, JSON.stringify(notes))
}

/** @returns {Notes} */
function readNotes() {
  if (!existsSync(notesFile)) return {}
  /** @type {Notes} */
  const notes = JSON.parse(readFileSync(notesFile, 'utf8'))
  return notes
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  say(sentence)
  process.exit(1)
}
