/** The files of a bundle that vouch for the others. They aren't listed in the manifest. */
export const manifestFile = 'manifest.json'
export const manifestSignatureFile = 'manifest.json.sig'
export const keyFile = 'signing-key.pem'
export const guideFile = 'VERIFY.txt'
export const sumsFile = 'SHA256SUMS'
export const sumsSignatureFile = 'SHA256SUMS.sig'

export const controlFiles: readonly string[] = [
  manifestFile,
  manifestSignatureFile,
  keyFile,
  guideFile,
  sumsFile,
  sumsSignatureFile,
]

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/**
 * Why a path can't be a file of a bundle, or `null` if it can. A path is relative to the bundle, with
 * forward slashes, and names the same file on Linux, macOS and Windows.
 * @returns what follows "because": `it is absolute`
 */
export function pathProblem(path: string): string | null {
  if (path === '') return 'it is empty'
  if (path.startsWith('/') || path.startsWith('\\') || /^[a-z]:/i.test(path)) {
    return 'it is absolute'
  }
  if (path.includes('\\')) return 'it has a backslash'
  if (unseen.test(path)) return 'it has characters that can’t be seen'
  if (/[:*?"<>|]/.test(path)) return 'it has a character that file names can’t have everywhere'
  if (path.normalize('NFC') !== path) return 'its letters are composed in an unusual way'
  if (Buffer.byteLength(path) > 1024) return 'it is too long'
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'it leads elsewhere'
    if (/[. ]$/.test(part)) return 'a part of it ends with a dot or a space'
    if (device.test(part)) return 'it names a device'
    if (Buffer.byteLength(part) > 255) return 'it is too long'
  }
  return null
}

/** What is equal for paths that some file systems take for one. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase()
}

/** Orders paths by code unit, on every machine alike. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Text from a bundle as it may be shown: what can't be seen, or steers a terminal, is escaped, and
 * what is too long is cut.
 */
export function shown(text: string): string {
  const escaped = text.replaceAll(
    new RegExp(unseen.source, 'gu'),
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
  return escaped.length > 300 ? `${escaped.slice(0, 300)}…` : escaped
}
