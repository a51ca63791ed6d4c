import { literal } from '../../../archive/sql.ts'
import { maxText } from '../xlsx-port.ts'

/**
 * What XML can't hold, and CR, which reading XML turns into LF; OOXML has `_xHHHH_` for them
 * (ECMA-376 part 1, 22.9.2.19 ST_Xstring).
 */
const unfit = [
  ...Array.from({ length: 32 }, (_, code) => code).filter((code) => code !== 9 && code !== 10),
  0xfffe,
  0xffff,
]
const unfitClass = String.raw`\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}`

/** Text that would be read back as such an escape, though it is none. */
const looksEscaped = '_(x[0-9A-Fa-f]{4})'

const needsCare = literal(String.raw`[&<>\t\n${unfitClass}]|${looksEscaped}|^\p{Z}|\p{Z}$`)

/** Whether a text has characters that are written as `_xHHHH_`. */
export function hasUnfit(column: string): string {
  return `regexp_matches(${column}, ${literal(`[${unfitClass}]`)})`
}

const cutMark = ' […]'
const beyondUtf16 = literal(String.raw`[^\x{10000}-\x{10ffff}]`)

/** How many characters take two code units. */
function doubles(column: string): string {
  return `length(regexp_replace(${column}, ${beyondUtf16}, '', 'g'))`
}

/** Whether a text is longer than a cell holds. */
export function isTooLong(column: string): string {
  // Few have so many bytes: CASE looks closer at these alone, which AND does not.
  return `CASE WHEN strlen(${column}) > ${maxText}
    THEN length(${column}) + ${doubles(column)} > ${maxText} ELSE false END`
}

function cut(column: string): string {
  const room = maxText - cutMark.length
  const kept = `greatest(${room} - ${doubles(column)}, ${Math.floor(room / 2)})`
  return `CASE WHEN ${isTooLong(column)} THEN concat(left(${column}, ${kept}), '${cutMark}') ELSE ${column} END`
}

function escaped(text: string): string {
  const plain = [
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
  ].reduce((so, [char, entity]) => `replace(${so}, '${char}', '${entity}')`, text)
  const unambiguous = `regexp_replace(${plain}, '${looksEscaped}', '_x005F_\\1', 'g')`
  return unfit.reduce(
    (so, code) => `replace(${so}, chr(${code}), '${hexEscape(code)}')`,
    unambiguous,
  )
}

function hexEscape(code: number): string {
  return `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`
}

/**
 * SQL for the `<t>` element of a text that isn't NULL: what was read back is the text, up to what a
 * cell holds.
 */
export function textElement(column: string): string {
  return `CASE
    WHEN strlen(${column}) > ${maxText} OR regexp_matches(${column}, ${needsCare})
      THEN concat('<t xml:space="preserve">', ${escaped(cut(column))}, '</t>')
    ELSE concat('<t>', ${column}, '</t>')
  END`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const unfitChars = new RegExp(`[${String.fromCharCode(...unfit)}]`, 'g')

/** A text of ours (a heading, a name) inside an element or an attribute; loses what XML can't hold. */
export function xml(text: string): string {
  return text.replaceAll(unfitChars, ' ').replaceAll(/[&<>"]/g, (char) => entities[char] ?? char)
}
