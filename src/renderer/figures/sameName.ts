import type { AuditInstance } from '../../shared/model/instance.ts'
import type { SummaryRow } from '../../shared/model/summary.ts'

/**
 * Which audit instance a row of the summary is about, as far as their names tell. The summary's ids
 * are numbers and the list's are not, and nothing documents how they relate or that names are
 * unique: only a name that stands exactly once on each side counts. Both have to be whole, or a
 * second one may be among what is missing.
 * @returns the instances by the name that both have
 */
export function sameName(
  rows: readonly SummaryRow[],
  instances: readonly AuditInstance[],
): ReadonlyMap<string, AuditInstance> {
  const summarised = once(rows, ({ instanceName }) => instanceName)
  const listed = once(instances, ({ name }) => name)
  return new Map([...listed].filter(([name]) => name !== '' && summarised.has(name)))
}

function once<T>(all: readonly T[], nameOf: (one: T) => string): Map<string, T> {
  const found = new Map<string, T>()
  const twice = new Set<string>()
  for (const one of all) {
    const name = nameOf(one)
    if (found.has(name)) twice.add(name)
    found.set(name, one)
  }
  for (const name of twice) found.delete(name)
  return found
}
