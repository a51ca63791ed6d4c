/** Percent-encodes one part of a path or query: all but `A-Za-z0-9-_.~`, so `+` becomes `%2B`. */
export function encodePart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
