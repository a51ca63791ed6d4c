import type { Source } from '../../shared/model/answer.ts'
import type { DatabaseId } from '../../shared/model/ids.ts'
import { resolveBounds } from '../../shared/model/time-range.ts'
import { fetchedAt } from '../output/json.ts'
import type { AskedRange } from '../range.ts'

/**
 * The range among the parameters: as typed, and the bounds it was understood as. A preset of the
 * archive ended when the service was asked.
 */
export function rangeParameter(
  { asked, bounds, range }: AskedRange,
  origin: 'service' | 'archive',
  sources: readonly Source[],
): Record<string, unknown> {
  if (range.kind === 'bounds') return { asked, from: bounds.from, to: bounds.to }
  const end = origin === 'archive' ? fetchedAt(sources) : null
  const { from, to } = end === null ? bounds : resolveBounds(range, Date.parse(end))
  const when = end === null ? 'ends at the time of the request' : 'ended when it was fetched'
  return { asked, from, to, note: `${range.preset} ${when}, by this machine’s clock` }
}

/** The databases among the parameters; none asked for are all of them. */
export function databasesParameter(
  databases: readonly DatabaseId[],
): readonly DatabaseId[] | 'all' {
  return databases.length === 0 ? 'all' : databases
}
