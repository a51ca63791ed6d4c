import type { DatabaseId } from '../../shared/model/ids.ts'
import type { AskedRange } from '../range.ts'

/** The range among the parameters: as typed, and the bounds it was understood as. */
export function rangeParameter({ asked, bounds, range }: AskedRange): Record<string, unknown> {
  return {
    asked,
    from: bounds.from,
    to: bounds.to,
    ...(range.kind === 'preset'
      ? { note: `${range.preset} ends at the time of the request, by this machine’s clock` }
      : {}),
  }
}

/** The databases among the parameters; none asked for are all of them. */
export function databasesParameter(
  databases: readonly DatabaseId[],
): readonly DatabaseId[] | 'all' {
  return databases.length === 0 ? 'all' : databases
}
