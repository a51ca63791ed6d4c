import type { ObtainedRow } from './kill-log-types.ts'

/** A page starts another list of shared texts where one holds so many: they repeat too little. */
const mostTexts = 4096

/**
 * Rows of one answer, by column, as JSON: what a window holds until it is stored is then a few long
 * texts instead of very many small objects, each of which would have to be looked at again and again
 * when memory is cleared up.
 */
export interface RowBatch {
  readonly count: number
  readonly times: BatchTimes
  /** What the numbers in `instance_id_at`, `instance_name_at` and `operator_at` stand for, from 1. */
  readonly texts: SharedTexts
  /** The members of a JSON object, without its braces; see `columnTypes`. */
  readonly columns: string
}

/** The earliest and the latest instant of rows, in milliseconds since the epoch. */
export interface BatchTimes {
  first: number
  /** Before `first` when there is none. */
  last: number
  someMissing: boolean
}

/** The columns of a batch, and what stands once for all of its rows, as types of DuckDB. */
export const columnTypes = {
  /** Which of the window's answers holds the rows, from 0. */
  answer: 'INTEGER',
  /** Instants count from here, in milliseconds since the epoch: small numbers are read faster. */
  epoch: 'BIGINT',
  process_id: ['VARCHAR'],
  raw_time: ['VARCHAR'],
  milliseconds: ['BIGINT'],
  instance_id_at: ['INTEGER'],
  instance_name_at: ['INTEGER'],
  operator_at: ['INTEGER'],
  /** Absent where none is. */
  process_id_is_text: ['BOOLEAN'],
  /** Absent where they are 0, 1, 2 and so on. */
  raw_row: ['INTEGER'],
} as const

/** A batch's columns once they are read again. */
interface Columns {
  answer: number
  epoch: number
  process_id: (string | number | null)[]
  raw_time: (string | null)[]
  milliseconds: (number | null)[]
  instance_id_at: (number | null)[]
  instance_name_at: (number | null)[]
  operator_at: (number | null)[]
  process_id_is_text?: boolean[]
  raw_row?: number[]
}

/** Different texts of one field, and the place of each, from 1. */
class TextList {
  readonly texts: string[] = []
  readonly #places = new Map<string, number>()
  #last: { text: string; place: number } | null = null

  placeOf(text: string | null): number | null {
    if (text === null) return null
    // Mostly it is that of the row before, which is told without looking it up.
    if (text !== this.#last?.text) this.#last = { text, place: this.#find(text) }
    return this.#last.place
  }

  at(place: number | null): string | null {
    return place === null ? null : (this.texts[place - 1] ?? null)
  }

  #find(text: string): number {
    const known = this.#places.get(text)
    if (known !== undefined) return known
    const place = this.texts.push(text)
    this.#places.set(text, place)
    return place
  }
}

/** The texts that rows of a kill log have in common, by field; it grows with every batch. */
export class SharedTexts {
  readonly instanceIds = new TextList()
  readonly instanceNames = new TextList()
  readonly operators = new TextList()

  /** Whether the next batch had better start another. */
  get isFull(): boolean {
    const lists = [this.instanceIds, this.instanceNames, this.operators]
    return lists.some(({ texts }) => texts.length >= mostTexts)
  }

  /** As JSON, by column. */
  written(): string {
    return written({
      instance_id: this.instanceIds.texts,
      instance_name: this.instanceNames.texts,
      operator: this.operators.texts,
    })
  }
}

/** A row on its way into a batch. */
export interface BatchRow extends Omit<ObtainedRow, 'processId' | 'answer'> {
  /** A whole number stands for its digits, which then needn't be made a text each. */
  processId: string | number | null
}

/** Makes a batch of rows of one answer, given one by one. */
export class BatchBuilder {
  readonly #texts: SharedTexts
  readonly #columns: Required<Columns>
  #first = 0
  #last = -1
  #someMissing = false
  #someText = false
  #isInOrder = true

  /** @param answer which of the window's answers holds the rows, from 0 */
  constructor(answer: number, texts: SharedTexts) {
    this.#texts = texts
    this.#columns = {
      answer,
      epoch: 0,
      process_id: [],
      raw_time: [],
      milliseconds: [],
      instance_id_at: [],
      instance_name_at: [],
      operator_at: [],
      process_id_is_text: [],
      raw_row: [],
    }
  }

  add(row: BatchRow): void {
    const [texts, columns] = [this.#texts, this.#columns]
    if (row.processIdIsText) this.#someText = true
    if (row.row !== columns.raw_row.length) this.#isInOrder = false
    this.#note(row.at)
    columns.process_id.push(row.processId)
    columns.raw_time.push(row.rawTime)
    columns.milliseconds.push(row.at === null ? null : row.at - columns.epoch)
    columns.instance_id_at.push(texts.instanceIds.placeOf(row.instanceId))
    columns.instance_name_at.push(texts.instanceNames.placeOf(row.instanceName))
    columns.operator_at.push(texts.operators.placeOf(row.operator))
    columns.process_id_is_text.push(row.processIdIsText)
    columns.raw_row.push(row.row)
  }

  done(): RowBatch {
    const { process_id_is_text, raw_row, ...columns } = this.#columns
    const text = written({
      ...columns,
      ...(this.#someText && { process_id_is_text }),
      ...(!this.#isInOrder && { raw_row }),
    })
    return {
      count: raw_row.length,
      times: { first: this.#first, last: this.#last, someMissing: this.#someMissing },
      texts: this.#texts,
      columns: text.slice(1, -1),
    }
  }

  #note(at: number | null): void {
    if (at === null) {
      this.#someMissing = true
    } else if (this.#last < this.#first) {
      this.#first = at
      this.#last = at
      this.#columns.epoch = at
    } else if (at < this.#first) {
      this.#first = at
    } else if (at > this.#last) {
      this.#last = at
    }
  }
}

/** Rows as batches, one for each run of rows of the same answer. */
export function batchesOf(rows: readonly ObtainedRow[], texts = new SharedTexts()): RowBatch[] {
  const batches: RowBatch[] = []
  for (let start = 0; start < rows.length;) {
    const answer = rows[start]?.answer ?? 0
    const batch = new BatchBuilder(answer, texts)
    let end = start
    for (let row = rows[end]; row?.answer === answer; row = rows[++end]) batch.add(row)
    batches.push(batch.done())
    start = end
  }
  return batches
}

/** The rows of batches, in order. Half of a surrogate pair may have become U+FFFD in them. */
export function rowsOf(batches: readonly RowBatch[]): ObtainedRow[] {
  return batches.flatMap(({ texts, columns: text }) => {
    const columns = JSON.parse(`{${text}}`) as Columns
    return columns.process_id.map((processId, index) => {
      const milliseconds = columns.milliseconds[index] ?? null
      return {
        instanceId: texts.instanceIds.at(columns.instance_id_at[index] ?? null),
        instanceName: texts.instanceNames.at(columns.instance_name_at[index] ?? null),
        processId: processId === null ? null : String(processId),
        processIdIsText: columns.process_id_is_text?.[index] ?? false,
        operator: texts.operators.at(columns.operator_at[index] ?? null),
        rawTime: columns.raw_time[index] ?? null,
        at: milliseconds === null ? null : columns.epoch + milliseconds,
        answer: columns.answer,
        row: columns.raw_row?.[index] ?? index,
      }
    })
  })
}

/** How many rows batches hold. */
export function countRows(batches: readonly RowBatch[]): number {
  return batches.reduce((rows, { count }) => rows + count, 0)
}

/** The times of all rows of batches. */
export function timesOfAll(batches: readonly RowBatch[]): BatchTimes {
  return batches
    .map(({ times }) => times)
    .reduce(
      (all, times) => {
        const someMissing = all.someMissing || times.someMissing
        if (times.last < times.first) return { ...all, someMissing }
        if (all.last < all.first) return { ...times, someMissing }
        return {
          first: Math.min(all.first, times.first),
          last: Math.max(all.last, times.last),
          someMissing,
        }
      },
      { first: 0, last: -1, someMissing: false },
    )
}

/** As JSON. Half of a surrogate pair, which no text in UTF-8 can hold, becomes U+FFFD. */
function written(columns: object): string {
  const text = JSON.stringify(columns)
  if (!text.includes('\\ud')) return text
  return JSON.stringify(columns, (_column, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  )
}
