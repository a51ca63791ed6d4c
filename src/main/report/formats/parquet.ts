import { identifier } from '../../archive/sql.ts'
import type { Section } from '../section.ts'
import { rowsOf, type Duck } from './duck.ts'
import type { FormatJob, WrittenFile } from './job.ts'
import { staged } from './staging.ts'
import { copyTo, writeEach } from './write.ts'

/**
 * `parquet/<section>.parquet`: compressed with Zstandard, in groups of 122,880 rows. Integers are
 * INT64, or DECIMAL(38, 0) in a column where one needs more; instants are TIMESTAMP in microseconds,
 * adjusted to UTC; texts are UTF-8 strings.
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writeParquet(duck: Duck, job: FormatJob): Promise<WrittenFile[]> {
  return writeEach(duck, job, 'parquet', async (section, path, progress) => {
    const long = await longIntegers(duck, section)
    const values = section.columns.map(({ key, type }) => {
      const column = identifier(key)
      const value =
        type === 'instant'
          ? `make_timestamptz(epoch_us(${column}))`
          : type === 'integer'
            ? `${column}::${long.has(key) ? 'DECIMAL(38, 0)' : 'BIGINT'}`
            : column
      return `${value} AS ${column}`
    })
    await copyTo(
      duck,
      `SELECT ${values.join(', ')} FROM ${staged(section)}`,
      path,
      'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880',
      progress,
    )
    return [...long].map(
      (key) => `${key} is DECIMAL(38, 0), because it has values that 64 bits do not hold`,
    )
  })
}

/** The columns with values beyond 64 bits. */
async function longIntegers(duck: Duck, section: Section): Promise<Set<string>> {
  const keys = section.columns.filter(({ type }) => type === 'integer').map(({ key }) => key)
  if (keys.length === 0) return new Set()
  const fits = keys.map(
    (key) =>
      `coalesce(bool_and(TRY_CAST(${identifier(key)} AS BIGINT) IS NOT NULL OR ${identifier(key)} IS NULL), true) AS ${identifier(key)}`,
  )
  const [row] = await rowsOf(duck, `SELECT ${fits.join(', ')} FROM ${staged(section)}`)
  return new Set(keys.filter((key) => row?.[key] === false))
}
