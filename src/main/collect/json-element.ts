const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' }
const space = /\s/

/**
 * An element of a list as it stands in JSON text, character by character.
 * @param text valid JSON whose outermost value is an object
 * @param key names the list in that object; of keys that stand there twice the last counts, as it does
 *   for `JSON.parse`
 * @param index of the element, from 0
 * @returns `null` when there is no such list or element
 */
export function elementText(text: string, key: string, index: number): string | null {
  let found: string | null = null
  for (const [name, start] of members(text, skipSpace(text, 0))) {
    if (name !== key) continue
    found = text[start] === '[' ? (elements(text, start)[index] ?? null) : null
  }
  return found
}

/** The members of the object that begins at a place: their keys, and where their values begin. */
function* members(text: string, open: number): Generator<[key: string, value: number]> {
  if (text[open] !== '{') return
  let place = skipSpace(text, open + 1)
  while (text[place] === '"') {
    const end = endOfString(text, place)
    const key = JSON.parse(text.slice(place, end)) as string
    // Past the colon.
    const value = skipSpace(text, skipSpace(text, end) + 1)
    yield [key, value]
    place = nextPlace(text, endOfValue(text, value))
  }
}

function elements(text: string, open: number): string[] {
  const found: string[] = []
  let place = skipSpace(text, open + 1)
  while (place < text.length && text[place] !== ']') {
    const end = endOfValue(text, place)
    found.push(text.slice(place, end))
    place = nextPlace(text, end)
  }
  return found
}

/** Where what follows a value begins: past a comma, or at what closes the list or object. */
function nextPlace(text: string, end: number): number {
  const place = skipSpace(text, end)
  return text[place] === ',' ? skipSpace(text, place + 1) : place
}

function skipSpace(text: string, from: number): number {
  let place = from
  while (space.test(text[place] ?? '')) place++
  return place
}

function endOfString(text: string, start: number): number {
  let place = start + 1
  while (place < text.length && text[place] !== '"') place += text[place] === '\\' ? 2 : 1
  return place + 1
}

function endOfValue(text: string, start: number): number {
  const first = text[start] ?? ''
  if (first === '"') return endOfString(text, start)
  if (closing[first] === undefined) {
    let place = start
    while (place < text.length && !/[\s,\]}]/.test(text[place] ?? '')) place++
    return place
  }
  let depth = 0
  for (let place = start; place < text.length;) {
    const character = text[place] ?? ''
    if (character === '"') {
      place = endOfString(text, place)
      continue
    }
    if (closing[character] !== undefined) depth++
    if (character === '}' || character === ']') depth--
    place++
    if (depth === 0) return place
  }
  return text.length
}
