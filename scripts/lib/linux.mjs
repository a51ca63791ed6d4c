import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

/** @param {string} command @param {string[]} args */
const succeeds = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** What keytar is built from on Linux: the Debian package, and how to see that it is there. */
const keytarNeeds = /** @type {[string, string, ...string[]][]} */ ([
  ['libsecret-1-dev', 'pkg-config', '--exists', 'libsecret-1'],
  ['pkg-config', 'pkg-config', '--version'],
  ['make', 'make', '--version'],
  ['g++', 'g++', '--version'],
  ['python3', 'python3', '--version'],
])

/** @returns {string[]} Debian packages that building keytar needs and that are missing */
export function missingForKeytar() {
  if (process.platform !== 'linux') return []
  return keytarNeeds
    .filter(([, command, ...args]) => !succeeds(command, ...args))
    .map(([name]) => name)
}

/** Programs that aren't ours and read in tests what we write, and the Debian packages that have them. */
export const testPrograms = /** @type {const} */ ({
  openssl: 'openssl',
  pdftoppm: 'poppler-utils',
  pdftotext: 'poppler-utils',
  python3: 'python3',
  soffice: 'libreoffice-calc',
  unzip: 'unzip',
})

/** @param {string} program @returns {boolean} whether it would be found when it is called */
export function isInstalled(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** @type {Record<string, string>} */
const debianPackages = {
  'libasound.so.2': 'libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libgbm.so.1': 'libgbm1',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libudev.so.1': 'libudev1',
  'libX11.so.6': 'libx11-6',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libXrandr.so.2': 'libxrandr2',
}

/**
 * Shared libraries that a program wants and this machine lacks.
 * @param {string} binary
 * @returns {string[]} such as `libgtk-3.so.0`; empty where that can't be found out
 */
export function missingLibraries(binary) {
  if (process.platform !== 'linux') return []
  const { error, stdout } = spawnSync('ldd', [binary], { encoding: 'utf8' })
  return error === undefined ? parseMissingLibraries(stdout) : []
}

/** @param {string} listing what `ldd` prints */
export function parseMissingLibraries(listing) {
  return [...listing.matchAll(/^\s*(\S+) => not found/gm)].map((match) => String(match[1]))
}

/**
 * What to type for libraries to be there.
 * @param {string[]} libraries as `missingLibraries` names them
 */
export function libraryRemedy(libraries) {
  if (!hasApt()) return 'install them with the package manager of this system'
  return `type: sudo ${aptInstall(libraries.map((name) => debianPackages[name] ?? name).map(currentName))}`
}

/** Debian 13 and Ubuntu 24.04 renamed it, and the old name no longer installs. @param {string} name */
function currentName(name) {
  if (name !== 'libasound2') return name
  return succeeds('apt-cache', 'show', 'libasound2t64') ? 'libasound2t64' : name
}

export const hasApt = () => succeeds('apt-get', '--version')

/** @param {string[]} packages */
export function aptInstall(packages) {
  return `apt-get install -y ${[...new Set(packages)].join(' ')}`
}

/**
 * Installs Debian packages, which takes root.
 * @param {string[]} packages
 * @returns {boolean} whether it succeeded; what apt-get said has been shown on stderr
 */
export function installPackages(packages) {
  const run = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  run('update', '-qq')
  return run('install', '-y', '-qq', '--no-install-recommends', ...packages)
}
