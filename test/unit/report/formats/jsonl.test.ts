import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeJsonLines } from '../../../../src/main/report/formats/jsonl.ts'
import type { Section } from '../../../../src/main/report/section.ts'
import { hostileText, hostileTexts } from '../../../support/report/hostile-texts.ts'
import { columnsOf, connect, stageQuery, stageRows } from '../../../support/report/staging.ts'

let folder: string
let duck: DuckDBConnection
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jsonl-'))
  duck = await connect()
})
afterEach(async () => {
  duck.closeSync()
  await rm(folder, { recursive: true })
})

async function lines(section: Section): Promise<string[]> {
  const signal = new AbortController().signal
  const written = await writeJsonLines(duck, {
    sections: [section],
    folder,
    signal,
    onProgress: () => undefined,
  })
  expect(written).toEqual([
    { path: 'jsonl/kill_log.jsonl', section: 'kill_log', rows: section.rows, notes: [] },
  ])
  const text = await readFile(join(folder, 'jsonl', 'kill_log.jsonl'), 'utf8')
  expect(text === '' || text.endsWith('\n')).toBe(true)
  return text.split('\n').slice(0, -1)
}

describe('JSON Lines of a section', () => {
  it('has an object a line, keys in the order of the columns, exact values, null for what is missing', async () => {
    const columns = columnsOf({ t: 'text', i: 'integer', n: 'number', b: 'boolean', at: 'instant' })
    const section = await stageRows(duck, folder, columns, [
      ['a', 9_223_372_036_854_775_807n, 0.1, true, 1_750_000_000_000_000n],
      ['', -(10n ** 37n) - 1n, -2.5e300, false, 1_750_000_000_123_456n],
      [null, null, null, null, null],
      ['x', 0n, Number.NaN, true, -1n],
      ['x', 0n, Number.POSITIVE_INFINITY, true, -1n],
    ])
    expect(await lines(section)).toEqual([
      '{"t":"a","i":9223372036854775807,"n":0.1,"b":true,"at":"2025-06-15T15:06:40.000Z"}',
      `{"t":"","i":-1${'0'.repeat(36)}1,"n":-2.5e300,"b":false,"at":"2025-06-15T15:06:40.123456Z"}`,
      '{"t":null,"i":null,"n":null,"b":null,"at":null}',
      '{"t":"x","i":0,"n":"nan","b":true,"at":"1969-12-31T23:59:59.999999Z"}',
      '{"t":"x","i":0,"n":"inf","b":true,"at":"1969-12-31T23:59:59.999999Z"}',
    ])
  })

  it('gives back whatever text there is', async () => {
    const columns = columnsOf({ t: 'text' })
    const read = async (texts: readonly string[]) => {
      const all = await lines(
        await stageRows(
          duck,
          folder,
          columns,
          texts.map((text) => [text]),
        ),
      )
      return all.map((line) => (JSON.parse(line) as { t: string }).t)
    }
    expect(await read(hostileTexts)).toEqual(hostileTexts)
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 100 }), async (texts) => {
        expect(await read(texts)).toEqual(texts)
      }),
      { numRuns: 20 },
    )
  })

  it('keeps the order of rows over many groups', async () => {
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ i: 'integer' }),
      'SELECT i::BIGINT AS i FROM range(300000) r(i)',
    )
    const all = await lines(section)
    expect(all).toHaveLength(300_000)
    expect(all.every((line, i) => line === `{"i":${i}}`)).toBe(true)
  })

  it('is an empty file where there is no row', async () => {
    expect(await lines(await stageRows(duck, folder, columnsOf({ i: 'integer' }), []))).toEqual([])
  })
})
