import { rowsOf } from '../../../src/main/archive/kill-log-batch.ts'
import type { ObtainedRow, ObtainedWindow, Span } from '../../../src/main/archive/kill-log-types.ts'

interface KeptRow {
  row: ObtainedRow
  seen: Span
  broughtBy: ObtainedWindow & { isComplete: boolean }
}

/** The union of windows done row by row, for comparing what SQL does with sets. */
export class UnionModel {
  readonly rows: KeptRow[] = []

  store(obtained: ObtainedWindow): { fresh: number; doubtful: number } {
    const { window } = obtained
    const isComplete = obtained.missing === null
    const isNear = ({ seen }: KeptRow) => seen.from <= window.to && seen.to >= window.from
    const isCertain = ({ seen, broughtBy }: KeptRow) =>
      (isComplete && contains(window, seen)) ||
      (broughtBy.isComplete && contains(broughtBy.window, window))
    const known = this.rows.filter((kept) => timeOf(kept.row) !== null || isNear(kept))
    const taken = new Set<KeptRow>()
    const left: ObtainedRow[] = []
    const narrowing: KeptRow[] = []
    let doubtful = 0
    const rows = rowsOf(obtained.batches)
    for (const row of rows) {
      const alike = known.filter((kept) => keyOf(kept.row) === keyOf(row))
      const [found] = alike
        .filter((kept) => !taken.has(kept))
        .sort(
          (a, b) =>
            Number(isCertain(b)) - Number(isCertain(a)) || Number(isNear(b)) - Number(isNear(a)),
        )
      if (found === undefined) {
        left.push(row)
        continue
      }
      taken.add(found)
      const isTimeless = timeOf(row) === null
      if (isTimeless && !isCertain(found)) doubtful++
      const inWindow = rows.filter((other) => keyOf(other) === keyOf(row)).length
      const isAll = isCertain(found) && inWindow >= alike.filter(isNear).length
      if (isNear(found) && (!isTimeless || isAll)) narrowing.push(found)
    }
    const fresh = left.filter((row) => {
      const candidates = known.filter(
        (kept) => !taken.has(kept) && isNear(kept) && areCompatible(kept.row, row),
      )
      const time = timeOf(row)
      const found =
        (time === null ? undefined : candidates.find((kept) => timeOf(kept.row) === time)) ??
        candidates[0]
      if (found === undefined) return true
      taken.add(found)
      doubtful++
      return false
    })
    for (const { seen } of narrowing) {
      seen.from = Math.max(seen.from, window.from)
      seen.to = Math.min(seen.to, window.to)
    }
    const isProof = isComplete && doubtful === 0
    for (const row of fresh) {
      this.rows.push({ row, seen: { ...window }, broughtBy: { ...obtained, isComplete: isProof } })
    }
    return { fresh: fresh.length, doubtful }
  }
}

function contains(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && inner.to <= outer.to
}

function timeOf({ at, rawTime }: ObtainedRow): string | null {
  return at === null ? rawTime || null : String(at)
}

function fieldsOf(row: ObtainedRow): (string | null)[] {
  return [row.instanceId, row.instanceName, row.processId, row.operator, timeOf(row)]
}

function keyOf(row: ObtainedRow): string {
  return JSON.stringify(fieldsOf(row))
}

function areCompatible(a: ObtainedRow, b: ObtainedRow): boolean {
  const others = fieldsOf(b)
  return fieldsOf(a).every((value, index) => {
    const other = others[index] ?? null
    return value === null || other === null || value === other
  })
}
