const longest = 31
/** What Excel refuses in a name, control characters, and white space, which becomes one space. */
const illegal = /[[\]:*?/\\\p{Cc}\s]+/gu

/**
 * Names for sheets: legal, at most 31 characters (UTF-16 code units), and no two alike whatever the
 * case. A title with several sheets gives "Title", "Title 2" and so on.
 * @param titles with how many sheets each has
 */
export function sheetNames(
  titles: readonly (readonly [title: string, sheets: number])[],
): string[] {
  const taken = new Set<string>()
  return titles.flatMap(([title, sheets]) => {
    const legal = legalName(title)
    let number = 0
    return Array.from({ length: sheets }, () => {
      let name: string
      do {
        number++
        name = number === 1 ? shorten(legal, longest) : numbered(legal, number)
      } while (taken.has(name.toLowerCase()))
      taken.add(name.toLowerCase())
      return name
    })
  })
}

function numbered(name: string, number: number): string {
  const suffix = ` ${number}`
  return shorten(name, longest - suffix.length) + suffix
}

function legalName(title: string): string {
  const name = title
    .replaceAll(illegal, ' ')
    .trim()
    .replaceAll(/^'+|'+$/g, '')
    .trim()
  // Excel keeps this one for itself.
  return name === '' ? 'Sheet' : name.toLowerCase() === 'history' ? `${name}_` : name
}

/** Cuts between characters, never inside one, and leaves no apostrophe or space at the end. */
function shorten(name: string, length: number): string {
  let kept = ''
  for (const char of name) {
    if (kept.length + char.length > length) break
    kept += char
  }
  return kept.replace(/[' ]+$/, '')
}
