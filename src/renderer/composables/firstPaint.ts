/**
 * Resolves after the browser has painted once; after a quarter of a second at the latest, because a
 * hidden window never paints.
 */
export async function firstPaint(): Promise<void> {
  await new Promise<void>((resolve) => {
    window.setTimeout(resolve, 250)
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
  })
}
