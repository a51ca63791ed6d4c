/** Red, green and blue of `#rrggbb`, 0…255. */
function channels(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/**
 * The colour at a place of a ramp, mixed evenly between its neighbours as charts do.
 * @param ramp two or more `#rrggbb`
 * @param ratio 0…1
 */
export function rampColor(ramp: readonly string[], ratio: number): string {
  const position = Math.min(Math.max(ratio, 0), 1) * (ramp.length - 1)
  const index = Math.min(Math.floor(position), ramp.length - 2)
  const from = channels(ramp[index] ?? '#000000')
  const to = channels(ramp[index + 1] ?? '#000000')
  const mixed = from.map((value, channel) =>
    Math.round(value + ((to[channel] ?? 0) - value) * (position - index)),
  )
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** Relative luminance as WCAG 2 defines it, 0…1. */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const ratio = value / 255
    return ratio <= 0.04045 ? ratio / 12.92 : ((ratio + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio of two colours as WCAG 2 defines it, 1…21. */
export function contrast(a: string, b: string): number {
  const [one, other] = [luminance(a), luminance(b)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

/** Black or white, whichever reads better; the contrast is at least 4.5 on any colour. */
export function readableOn(background: string): string {
  return contrast('#000000', background) >= contrast('#ffffff', background) ? '#000000' : '#ffffff'
}
