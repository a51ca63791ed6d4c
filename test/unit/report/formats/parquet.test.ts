import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeParquet } from '../../../../src/main/report/formats/parquet.ts'
import type { Section } from '../../../../src/main/report/section.ts'
import { hostileText, hostileTexts } from '../../../support/report/hostile-texts.ts'
import { readParquet } from '../../../support/report/parquet-reader.ts'
import { columnsOf, connect, stageQuery, stageRows } from '../../../support/report/staging.ts'

let folder: string
let duck: DuckDBConnection
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-'))
  duck = await connect()
})
afterEach(async () => {
  duck.closeSync()
  await rm(folder, { recursive: true })
})

const path = () => join(folder, 'parquet', 'kill_log.parquet')

async function write(section: Section, by = duck): Promise<string[]> {
  const signal = new AbortController().signal
  const [file] = await writeParquet(by, {
    sections: [section],
    folder,
    signal,
    onProgress: () => undefined,
  })
  expect(file).toMatchObject({ path: 'parquet/kill_log.parquet', rows: section.rows })
  return file?.notes ?? []
}

describe('Parquet of a section', () => {
  it('gives another reader equal values, instants in UTC, compressed with Zstandard', async () => {
    const columns = columnsOf({ t: 'text', i: 'integer', n: 'number', b: 'boolean', at: 'instant' })
    const section = await stageRows(duck, folder, columns, [
      ['a', 9_223_372_036_854_775_807n, 0.1, true, 1_750_000_000_000_000n],
      ['', -9_223_372_036_854_775_808n, -2.5e300, false, 1_750_000_000_123_000n],
      [null, null, null, null, null],
    ])
    expect(await write(section)).toEqual([])
    const { metadata, rows } = await readParquet(path())
    expect(rows.map((row) => row.map((cell) => cell ?? null))).toEqual([
      ['a', 9_223_372_036_854_775_807n, 0.1, true, new Date('2025-06-15T15:06:40.000Z')],
      ['', -9_223_372_036_854_775_808n, -2.5e300, false, new Date('2025-06-15T15:06:40.123Z')],
      [null, null, null, null, null],
    ])
    const schema = new Map(metadata.schema.map((element) => [element.name, element]))
    expect(schema.get('at')?.logical_type).toEqual({
      type: 'TIMESTAMP',
      isAdjustedToUTC: true,
      unit: 'MICROS',
    })
    expect(schema.get('i')?.type).toBe('INT64')
    expect(schema.get('t')?.converted_type).toBe('UTF8')
    const codecs = metadata.row_groups.flatMap((group) =>
      group.columns.map((column) => column.meta_data?.codec),
    )
    expect(new Set(codecs)).toEqual(new Set(['ZSTD']))
  })

  it('turns a column with an integer beyond 64 bits into a decimal, exact, and says so', async () => {
    const long = 12_345_678_901_234_567_890_123_456_789n
    const section = await stageRows(duck, folder, columnsOf({ i: 'integer', k: 'integer' }), [
      [long, 1n],
      [null, null],
    ])
    expect(await write(section)).toEqual([
      'i is DECIMAL(38, 0), because it has values that 64 bits do not hold',
    ])
    const { metadata } = await readParquet(path())
    expect(metadata.schema.find(({ name }) => name === 'i')).toMatchObject({
      converted_type: 'DECIMAL',
      precision: 38,
      scale: 0,
    })
    expect(metadata.schema.find(({ name }) => name === 'k')?.type).toBe('INT64')
    const back = await duck.runAndReadAll(`SELECT i::VARCHAR FROM read_parquet('${path()}')`)
    expect(back.getRowsJS()).toEqual([[String(long)], [null]])
  })

  it('gives back whatever text there is', async () => {
    const read = async (texts: readonly string[]) => {
      await write(
        await stageRows(
          duck,
          folder,
          columnsOf({ t: 'text' }),
          texts.map((text) => [text]),
        ),
      )
      return (await readParquet(path())).rows.map(([text]) => text)
    }
    expect(await read(hostileTexts)).toEqual(hostileTexts)
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 100 }), async (texts) => {
        expect(await read(texts)).toEqual(texts)
      }),
      { numRuns: 20 },
    )
  })

  it('keeps the order of rows over groups of 122,880, the same bytes whatever the threads', async () => {
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ i: 'integer', t: 'text' }),
      `SELECT i::BIGINT AS i, 'text ' || (i % 1000) AS t FROM range(400000) r(i)`,
    )
    await write(section)
    const { metadata, rows } = await readParquet(path())
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
      122_880, 122_880, 122_880, 31_360,
    ])
    expect(rows.every(([i], index) => i === BigInt(index))).toBe(true)
    const first = await readFile(path())
    for (const threads of [1, 4, 4, 4]) {
      const other = await connect(threads)
      await write(section, other)
      other.closeSync()
      expect(first.equals(await readFile(path()))).toBe(true)
    }
  })
})
