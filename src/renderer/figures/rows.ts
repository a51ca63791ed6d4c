/** What a cell holds for sorting and searching. */
export type CellValue = string | number | bigint | null

/**
 * Orders two cells: numbers by value, text as a reader of the language would. Unknown values come
 * last whichever way the column is sorted.
 */
function compare(a: CellValue, b: CellValue, descending: boolean, collator: Intl.Collator): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order =
    typeof a === 'string' || typeof b === 'string'
      ? collator.compare(String(a), String(b))
      : a < b
        ? -1
        : a > b
          ? 1
          : 0
  return descending ? -order : order
}

/** Sorts a copy; rows that are equal keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => CellValue,
  descending: boolean,
  locale: string,
): Row[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  return rows.toSorted((a, b) => compare(value(a), value(b), descending, collator))
}

/**
 * The rows in which any of the values contains the text, without regard to case or to how accents
 * are encoded. An empty text keeps all.
 */
export function filterRows<Row>(
  rows: readonly Row[],
  text: string,
  values: (row: Row) => readonly CellValue[],
): Row[] {
  const wanted = fold(text.trim())
  if (wanted === '') return [...rows]
  return rows.filter((row) =>
    values(row).some((value) => value !== null && fold(String(value)).includes(wanted)),
  )
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
