import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeCsv } from '../../../src/main/report/formats/csv.ts'
import type { Duck } from '../../../src/main/report/formats/duck.ts'
import type { FormatJob } from '../../../src/main/report/formats/job.ts'
import { writeJsonLines } from '../../../src/main/report/formats/jsonl.ts'
import { writeParquet } from '../../../src/main/report/formats/parquet.ts'
import { writeXlsx } from '../../../src/main/report/formats/xlsx.ts'
import { columnsOf, connect, stageQuery } from '../../support/report/staging.ts'

const writers: Readonly<Record<string, (duck: Duck, job: FormatJob) => Promise<unknown>>> = {
  'csv/kill_log.csv': (duck, job) => writeCsv(duck, { ...job, bom: true }),
  'jsonl/kill_log.jsonl': writeJsonLines,
  'parquet/kill_log.parquet': writeParquet,
  'report.xlsx': (duck, job) => writeXlsx(duck, { ...job, title: 'Evidence', creator: 'A test' }),
}

let folder: string
let disk: string
let duck: DuckDBConnection
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'full-disk-'))
  disk = join(folder, 'disk')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  duck = await connect()
})
afterEach(async () => {
  duck.closeSync()
  execFileSync('umount', ['--lazy', disk])
  await rm(folder, { recursive: true })
})

// Only root can make a small disk, and not on Windows.
describe.skipIf(process.getuid?.() !== 0)('where the disk is full', () => {
  it.each(Object.entries(writers))(
    '%s names itself, and leaves nothing behind',
    async (file, write) => {
      const columns = columnsOf({ t: 'text' })
      const section = await stageQuery(
        duck,
        folder,
        columns,
        'SELECT sha256(i::VARCHAR) AS t FROM range(100000) r(i)',
      )
      const signal = new AbortController().signal
      const job = { sections: [section], folder: disk, signal, onProgress: () => undefined }
      await expect(write(duck, job)).rejects.toMatchObject({
        code: 'file',
        message: `${join(disk, file)} could not be written (ENOSPC).`,
        hint: 'The disk is full. Free some space or choose another disk.',
      })
      const left = await readdir(disk, { recursive: true, withFileTypes: true })
      expect(left.filter((entry) => entry.isFile())).toEqual([])
    },
  )
})
