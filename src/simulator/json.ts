/** What an answer is made of. A `bigint` becomes a JSON number with all its digits. */
export type Json =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/** Like `JSON.stringify`, but for `bigint`, which it writes as a plain number. */
export function stringify(value: Json): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : [`${JSON.stringify(key)}:${stringify(field)}`],
    )
    return `{${fields.join(',')}}`
  }
  return JSON.stringify(value)
}
