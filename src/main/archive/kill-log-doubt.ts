/** What to say of rows that two windows seem to share. @returns `null` when they surely do */
export function doubt(doubtful: number): string | null {
  return doubtful === 0
    ? null
    : `${doubtful} records lack fields that would tell them from records of the neighbouring window, and count as the same`
}
