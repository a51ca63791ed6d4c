import { sumKnown } from './share.ts'

/** Rows that belong together, and their exact sum. */
export interface Group {
  /** Tells groups apart: two of them may carry the same label. */
  key: string
  /** What to show; `null` when the service gave no name. */
  label: string | null
  count: bigint
  rows: number
}

/**
 * Puts rows that share a key together, largest first, equals by label.
 * @param key tells groups apart
 * @param count a row's count; `null`, where the service sent none, adds nothing
 */
export function groupBy<Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
  label: (row: Row) => string | null,
  count: (row: Row) => bigint | null,
): Group[] {
  const gathered = new Map<string, Row[]>()
  for (const row of rows) {
    const id = key(row)
    const members = gathered.get(id)
    if (members === undefined) gathered.set(id, [row])
    else members.push(row)
  }
  const groups = [...gathered].map(([id, members]): Group => {
    const named = members.map(label).find((name) => name !== null)
    return {
      key: id,
      label: named ?? null,
      count: sumKnown(members.map(count)).sum,
      rows: members.length,
    }
  })
  return groups.sort(largestFirst)
}

function largestFirst(a: Group, b: Group): number {
  if (a.count !== b.count) return a.count > b.count ? -1 : 1
  return (a.label ?? '').localeCompare(b.label ?? '')
}

/** The first groups by themselves, and all the rest as one. */
export interface TopGroups {
  top: Group[]
  /** `null` when nothing is left over. */
  other: { groups: number; count: bigint } | null
}

/**
 * Keeps the `limit` largest groups and adds the rest up, so that nothing is lost from the sum. A
 * rest of a single group is shown as itself.
 * @param groups largest first
 */
export function topGroups(groups: readonly Group[], limit: number): TopGroups {
  if (groups.length <= limit + 1) return { top: [...groups], other: null }
  const rest = groups.slice(limit)
  return {
    top: groups.slice(0, limit),
    other: { groups: rest.length, count: sumKnown(rest.map((group) => group.count)).sum },
  }
}
