type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

// Both are in Node 21+ and Chrome 114+, hence in every Electron we run on; the ES2023 types of
// TypeScript don't know them yet.
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown }

const integer = /^-?\d+$/
/** 2^53 has 16 digits: a text without such a run holds no integer that a number can't. */
const longRun = 16

/**
 * Parses JSON without losing a digit: integers beyond ±(2^53 − 1) become bigint, all others stay
 * numbers.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  if (!hasLongDigitRun(text)) return JSON.parse(text)
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    integer.test(source)
      ? BigInt(source)
      : value,
  )
}

/** Looks at every 16th character only, which no run of 16 digits escapes: pages are long and many. */
function hasLongDigitRun(text: string): boolean {
  for (let middle = longRun - 1; middle < text.length; middle += longRun) {
    if (!isDigit(text, middle)) continue
    let first = middle
    while (isDigit(text, first - 1)) first--
    let end = middle + 1
    while (isDigit(text, end)) end++
    if (end - first >= longRun) return true
    middle = end - 1
  }
  return false
}

/** `charCodeAt` of a place that isn't there is NaN. */
function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 48 && code <= 57
}

/** The inverse of `parseJson`: a bigint is written as the digits it has. */
export function stringifyJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, inner: unknown) => (typeof inner === 'bigint' ? rawJSON(inner.toString()) : inner),
    indent,
  )
}

/** Whether a value has more than so many levels of objects and lists; looks no deeper than that. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    return (value as unknown[]).some((inner) => isDeeperThan(levels - 1, inner))
  }
  // Object.values would make a list for each of very many rows.
  for (const key in value) {
    const inner: unknown = (value as Record<string, unknown>)[key]
    if (typeof inner === 'object' && isDeeperThan(levels - 1, inner)) return true
  }
  return false
}
