import { z } from 'zod'
import { AccountId } from '../model/ids.ts'
import { Instant } from '../model/time-range.ts'
import { procedure } from './procedure.ts'

/** A count as a number or bigint keeps its sign and all its digits; `null` is an empty cell. */
const Cell = z.union([z.string(), z.number(), z.bigint(), z.null()])
export type ExportCell = z.infer<typeof Cell>

/** The rows of one account. */
const Part = z.object({
  accountId: AccountId,
  /** When the oldest part of the answer was read; `null` if that isn't known. */
  asOf: Instant.nullable(),
  /** What a reader of the file must know besides, such as a filter or what is missing. */
  notes: z.array(z.string().max(2000)).max(50),
  rows: z.array(z.array(Cell)),
})

const Rows = z
  .object({
    /** What the rows are, as the file's name starts: `sessions`, `session-comparison`. */
    kind: z
      .string()
      .regex(/^[a-z]+(-[a-z]+)*$/)
      .max(40),
    /** Whose rows they are besides the account, for the file's name; such as an instance. */
    subject: z.string().max(200).nullable(),
    /** The headings of the cells: the same in every language, as those of a report's tables. */
    columns: z.array(z.string().min(1).max(200)).min(1).max(200),
    parts: z.array(Part).min(1),
  })
  .refine(
    ({ columns, parts }) =>
      parts.every(({ rows }) => rows.every(({ length }) => length === columns.length)),
    { path: ['parts'], message: 'must have as many cells in each row as there are columns' },
  )
export type RowsToSave = z.infer<typeof Rows>

/** Where the file was saved; `null` when the user closed the dialog. */
export type SavedRows = { path: string; rows: number } | null

export const exports = {
  /**
   * Asks where, then writes the rows as CSV: each with its account, region and project before its
   * own cells, and `as_of` and `notes` after them. A demo's file says that it is one in its name and
   * in every row.
   */
  saveRows: procedure(Rows).returns<SavedRows>(),
}
