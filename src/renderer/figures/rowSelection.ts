/** Places of a list, from the first to the last of them, both included. */
export interface Places {
  first: number
  last: number
}

/** Which rows of a list are selected, whatever its length, and where the keyboard is. */
export interface RowSelection {
  /** In order, and apart from each other. */
  parts: readonly Places[]
  /** The row the next key goes on from; `null` until there is one. */
  active: number | null
  /** The row that a range goes on from. */
  anchor: number
}

export const nothingSelected: RowSelection = { parts: [], active: null, anchor: 0 }

export function isSelected({ parts }: RowSelection, place: number): boolean {
  return parts.some(({ first, last }) => first <= place && place <= last)
}

export function countSelected({ parts }: RowSelection): number {
  return parts.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

export function selectOnly(place: number): RowSelection {
  return { parts: [{ first: place, last: place }], active: place, anchor: place }
}

/** From the row where the last range began to this one. */
export function selectThrough({ anchor, active }: RowSelection, place: number): RowSelection {
  const from = active === null ? place : anchor
  const parts = [{ first: Math.min(from, place), last: Math.max(from, place) }]
  return { parts, active: place, anchor: from }
}

/** Adds a row, or takes it away. */
export function toggleSelected(selection: RowSelection, place: number): RowSelection {
  const others = selection.parts.flatMap(({ first, last }) =>
    first <= place && place <= last
      ? [
          { first, last: place - 1 },
          { first: place + 1, last },
        ].filter((part) => part.first <= part.last)
      : [{ first, last }],
  )
  const parts = isSelected(selection, place)
    ? others
    : joined([...others, { first: place, last: place }])
  return { parts, active: place, anchor: place }
}

export function selectAll(total: number, { active }: RowSelection): RowSelection {
  return { parts: total === 0 ? [] : [{ first: 0, last: total - 1 }], active, anchor: 0 }
}

function joined(parts: readonly Places[]): Places[] {
  const result: Places[] = []
  for (const { first, last } of parts.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1)
    if (before !== undefined && before.last >= first - 1) before.last = Math.max(before.last, last)
    else result.push({ first, last })
  }
  return result
}
