/** Markup that is safe to stand in a page: made by `html`, or known to be. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Content = Markup | string | number | bigint | null | readonly Content[]

/** Builds markup; whatever is put in that isn't markup itself is escaped. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const text = parts.reduce((all, part, index) => all + part + toText(contents[index] ?? null), '')
  return new Markup(text)
}

function toText(content: Content): string {
  if (content === null) return ''
  if (content instanceof Markup) return content.text
  if (typeof content === 'object') return content.map(toText).join('')
  return escape(String(content))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Text in which what can't be seen or turns the direction of text is written out, so that two names
 * that differ look different.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** Text as it may stand in an element or an attribute. */
export function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => entities[char] ?? char)
}
