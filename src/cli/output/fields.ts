import { stringifyJson } from '../../main/huawei/json.ts'
import type { CsvColumn, CsvValue } from '../../main/report/csv.ts'

/** Columns named like the service's own fields, holding what it sent. */
export function fieldColumns(...names: readonly string[]): CsvColumn<object>[] {
  return names.map((header) => ({
    header,
    value: (row) => toCsvValue((row as Record<string, unknown>)[header]),
  }))
}

function toCsvValue(value: unknown): CsvValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value
    default:
      return value === null || value === undefined ? null : stringifyJson(value)
  }
}
