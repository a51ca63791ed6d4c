/** Chromium makes no element taller than 33,554,428 px; well below that, positions stay exact. */
const tallest = 16_000_000

/**
 * How a list of any length is mapped onto an element that may not be as tall: offsets in the list
 * are offsets of the element times `ratio`.
 */
export interface ScrollScale {
  /** Height of the element in pixels. */
  height: number
  /** 1 unless the list is too tall. */
  ratio: number
}

/** @param viewport the height that can be seen at once, in pixels */
export function scrollScale(rows: number, rowHeight: number, viewport: number): ScrollScale {
  const whole = rows * rowHeight
  if (whole <= tallest) return { height: whole, ratio: 1 }
  return { height: tallest, ratio: (whole - viewport) / (tallest - viewport) }
}

/**
 * Where in the element a row is drawn.
 * @param start the row's offset in the list
 * @param offset the offset in the list that is at the top of the viewport
 */
export function placeRow(start: number, offset: number, { ratio }: ScrollScale): number {
  return start - offset + offset / ratio
}
