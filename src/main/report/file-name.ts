/** What Windows, macOS or Linux refuse in a name, white space, and what can't be seen. */
const unsafe = /[<>:"/\\|?*\s\p{C}]+/gu
/** What Windows takes for a device, whatever follows the dot. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i
/** File names may have 255 bytes; two of these, two days and what a browser of files adds fit. */
const longestPart = 80

/**
 * A text as part of a file name that every system takes; `unnamed` when nothing of it is left.
 * @param longest bytes in UTF-8
 */
export function safePart(text: string, longest: number = longestPart): string {
  const plain = text.normalize('NFC').replace(unsafe, '-')
  const safe = shorten(plain, longest).replace(/^[-.]+|[-.]+$/g, '')
  return safe === '' ? 'unnamed' : safe.replace(device, '$1-')
}

/** The first and the last day of a range, in UTC; one that ends at midnight ends the day before. */
export function daysOf({ from, to }: { from: string; to: string }): [first: string, last: string] {
  return [day(Date.parse(from)), day(Date.parse(to) - 1)]
}

function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

/** Cuts between characters, never inside one. */
function shorten(text: string, longest: number): string {
  let bytes = 0
  let kept = ''
  for (const char of text) {
    bytes += Buffer.byteLength(char)
    if (bytes > longest) break
    kept += char
  }
  return kept
}
