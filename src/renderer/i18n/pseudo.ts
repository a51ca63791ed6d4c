import type { Texts } from './keys.ts'

const accented: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'í',
  n: 'ñ',
  o: 'ö',
  s: 'š',
  u: 'ü',
  y: 'ý',
}

/** A text about a third longer, in brackets: what doesn't show both of them is cut off. */
function stretch(text: string): string {
  if (text === '') return ''
  const parts = text.split(/(\{[^}]*\})/)
  const letters = parts
    .map((part) => (part.startsWith('{') ? part : part.replace(/[a-z]/g, (c) => accented[c] ?? c)))
    .join('')
  const length = text.replace(/\{[^}]*\}/g, '').length
  return `[${letters}${'·'.repeat(Math.max(1, Math.ceil(length * 0.35)))}]`
}

function stretchAll(node: object): object {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string'
        ? value.split(' | ').map(stretch).join(' | ')
        : stretchAll(value as object),
    ]),
  )
}

/** English that looks foreign and is longer, for finding texts that are cut off or not translated. */
export function pseudo(texts: Texts): Texts {
  return stretchAll(texts) as Texts
}
