export interface Sum {
  /** SHA-256, hex. */
  sha256: string
  path: string
}

/** `SHA256SUMS` as coreutils writes it: names with a backslash or a line break are escaped. */
export function sumsText(sums: readonly Sum[]): string {
  return sums.map(line).join('')
}

function line({ sha256, path }: Sum): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`
}

/** The lines of `SHA256SUMS` by their path; a line that isn't one is `null` under its own text. */
export function readSums(text: string): Map<string, string | null> {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return new Map(lines.map((each) => readLine(each) ?? [each, null]))
}

function readLine(text: string): [string, string] | null {
  const [, mark, sha256, name] = /^(\\?)([0-9a-f]{64}) [ *](.+)$/.exec(text) ?? []
  if (mark === undefined || sha256 === undefined || name === undefined) return null
  return [mark === '' ? name : unescape(name), sha256]
}

function unescape(name: string): string {
  return name.replaceAll(/\\([\\nr])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
  )
}
