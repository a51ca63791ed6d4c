import type { KillLogFacets, KillLogQuery } from '../../shared/contract/kill-log.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'

/** Rows that hold the text in any column, whatever its case. */
export function filterRecords(records: readonly KillRecord[], filter: string): KillRecord[] {
  const wanted = filter.trim().toLowerCase()
  if (wanted === '') return [...records]
  return records.filter((record) =>
    Object.values(record).some(
      (value: string | null) => value?.toLowerCase().includes(wanted) ?? false,
    ),
  )
}

/** Rows by one column, empty values last; rows alike in it keep their order. */
export function sortRecords(
  records: readonly KillRecord[],
  { column, descending }: KillLogQuery['sort'],
): KillRecord[] {
  const direction = descending ? -1 : 1
  return records.toSorted((a, b) => {
    const left = a[column]
    const right = b[column]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return direction * compare(column, left, right)
  })
}

const byText = new Intl.Collator('en', { numeric: true })

function compare(column: KillLogQuery['sort']['column'], left: string, right: string): number {
  // Instants in UTC sort as plain text; process ids as the numbers they mostly are.
  if (column === 'at') return left < right ? -1 : Number(left > right)
  return byText.compare(left, right)
}

/** Counts for the pictures: kills per operator, and per weekday and hour in this machine's zone. */
export function countFacets(
  records: readonly KillRecord[],
): Pick<KillLogFacets, 'total' | 'operators' | 'hours' | 'withoutTime'> {
  const operators = new Map<string | null, number>()
  const hours = new Map<number, number>()
  let withoutTime = 0
  for (const { operator, at } of records) {
    operators.set(operator, (operators.get(operator) ?? 0) + 1)
    if (at === null) {
      withoutTime++
      continue
    }
    const time = new Date(at)
    const cell = ((time.getDay() + 6) % 7) * 24 + time.getHours()
    hours.set(cell, (hours.get(cell) ?? 0) + 1)
  }
  return {
    total: records.length,
    operators: [...operators]
      .map(([operator, kills]) => ({ operator, kills }))
      .sort((a, b) => b.kills - a.kills),
    hours: [...hours].map(([cell, kills]) => ({
      weekday: Math.floor(cell / 24),
      hour: cell % 24,
      kills,
    })),
    withoutTime,
  }
}
