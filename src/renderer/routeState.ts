import { TimeRange } from '../shared/model/time-range.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** What the screen's address names besides the account; none for screens about all accounts. */
    names?: readonly ('audit' | 'ddm' | 'range')[]
  }
}

/** A range as an address says it: `DAY`, or two instants as ISO 8601 writes an interval. */
export function rangeToText(range: TimeRange): string {
  return range.kind === 'preset' ? range.preset : `${range.bounds.from}/${range.bounds.to}`
}

/** The range an address says; `null` when it says none. */
export function rangeFromText(text: string): TimeRange | null {
  const [from, to] = text.split('/')
  const parsed = TimeRange.safeParse(
    to === undefined ? { kind: 'preset', preset: text } : { kind: 'bounds', bounds: { from, to } },
  )
  return parsed.success ? parsed.data : null
}
