import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ReportSource } from '../../src/main/report/build/source.ts'
import { finishBundle } from '../../src/main/report/bundle/finish.ts'
import { writeCsv } from '../../src/main/report/formats/csv.ts'
import type { Duck } from '../../src/main/report/formats/duck.ts'
import type { FormatJob } from '../../src/main/report/formats/job.ts'
import { writeJsonLines } from '../../src/main/report/formats/jsonl.ts'
import { writeParquet } from '../../src/main/report/formats/parquet.ts'
import { writeXlsx } from '../../src/main/report/formats/xlsx.ts'
import { collectedTenants, openOffice } from '../integration/report/office.ts'
import { facts, finishJob } from '../support/bundles.ts'
import { columnsOf, connect, stageQuery } from '../support/report/staging.ts'
import { canMakeDisks, smallDisk } from '../support/small-disk.ts'

const fullHint = 'The disk is full. Free some space or choose another disk.'

const writers: Readonly<Record<string, (duck: Duck, job: FormatJob) => Promise<unknown>>> = {
  'csv/kill_log.csv': (duck, job) => writeCsv(duck, { ...job, bom: true }),
  'jsonl/kill_log.jsonl': writeJsonLines,
  'parquet/kill_log.parquet': writeParquet,
  'report.xlsx': (duck, job) => writeXlsx(duck, { ...job, title: 'Evidence', creator: 'A test' }),
}

describe.skipIf(!canMakeDisks)('A report on a full disk', () => {
  it.each(Object.entries(writers))(
    '%s names itself, and leaves nothing behind',
    async (file, write) => {
      const { folder: disk } = await smallDisk('1m')
      const folder = await mkdtemp(join(tmpdir(), 'staging-'))
      const duck = await connect()
      onTestFinished(async () => {
        duck.closeSync()
        await rm(folder, { recursive: true })
      })
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
        hint: fullHint,
      })
      const left = await readdir(disk, { recursive: true, withFileTypes: true })
      expect(left.filter((entry) => entry.isFile())).toEqual([])
    },
  )

  it('its sums and signature name the file that has no room, and nothing is left', async () => {
    const { folder: disk } = await smallDisk('256k')
    const job = await finishJob({
      staging: join(disk, 'staging'),
      final: join(disk, 'report'),
      zip: true,
      files: [{ path: 'large.csv', role: 'data', section: null, rows: null }],
      facts: { ...facts, questions: [], notes: [] },
    })
    await mkdir(job.staging)
    await writeFile(join(job.staging, 'large.csv'), Buffer.alloc(240 * 1024, 'x'))
    await expect(finishBundle(job)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/^\/.+ could not be written \(ENOSPC\)\.$/) as string,
      hint: fullHint,
    })
    expect(await readdir(disk)).toEqual([])
  })

  it.each(['200k', '700k', '1200k'])(
    'the making of it names the file that has no room, and leaves nothing (%s)',
    async (size) => {
      const ends: (() => Promise<void>)[] = []
      onTestFinished(async () => {
        await Promise.all(ends.map((end) => end()))
      })
      const tenants: ReportSource[] = await collectedTenants({}, (end) => ends.push(end))
      const office = await openOffice()
      const { folder: disk } = await smallDisk(size)
      await expect(office.make(tenants, { folder: disk })).rejects.toMatchObject({
        code: 'file',
        message: expect.stringContaining(disk) as string,
        hint: expect.stringContaining('The disk is full') as string,
      })
      expect(await readdir(disk)).toEqual([])
    },
  )
})
