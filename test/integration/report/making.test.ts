import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preview } from '../../../src/main/report/build/preview.ts'
import { verifyBundle } from '../../../src/main/report/bundle/verify.ts'
import type { ReportSource } from '../../../src/main/report/build/source.ts'
import type {
  CreatedBundle,
  ReportFormat,
  ReportProgress,
} from '../../../src/shared/model/report.ts'
import { anySignal } from '../../support/client.ts'
import {
  collectedTenants,
  filesOf,
  manifestOf,
  openOffice,
  planFor,
  type Office,
} from './office.ts'

const quiet = { signal: anySignal, onProgress: () => undefined }
const tables = [
  ...['analyses', 'answers', 'coverage', 'kill_log', 'risk', 'sessions'],
  ...['summary_instance', 'summary_project'],
]
/** In milliseconds; `npm run bench -- report` holds it to 200 where nothing else runs. */
const soon = 1_000
const later = { from: '2026-05-18T00:00:00.000Z', to: '2026-05-20T00:00:00.000Z' }

/** For tests that change nothing in them: two tenants, and one report of both with all there is. */
let tenants: ReportSource[]
let desk: Office
let report: CreatedBundle
const told: { at: number; progress: ReportProgress }[] = []
const ends: (() => Promise<void>)[] = []
beforeAll(async () => {
  const atEnd = (end: () => Promise<void>) => void ends.push(end)
  tenants = await collectedTenants({}, atEnd)
  desk = await openOffice(atEnd)
  const started = performance.now()
  report = await desk.make(tenants, {
    plan: planFor(tenants, { zip: true }),
    onProgress: (progress) => told.push({ at: performance.now() - started, progress }),
  })
})
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

async function linesOf(folder: string, table: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'jsonl', `${table}.jsonl`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('A report of two tenants', () => {
  it('has every section in every format, and is found genuine, as a folder and as a zip', async () => {
    expect(report).toMatchObject({ complete: true, reasons: [] })

    const files = (await filesOf(report.folder)).filter((path) => !path.startsWith('raw/'))
    expect(files).toEqual(
      [
        ...['csv', 'jsonl', 'parquet'].flatMap((format) =>
          tables.map((table) => `${format}/${table}.${format}`),
        ),
        ...['report.html', 'report.xlsx', 'manifest.json', 'manifest.json.sig', 'SHA256SUMS'],
        ...['SHA256SUMS.sig', 'VERIFY.txt', 'signing-key.pem'],
      ].sort(),
    )
    for (const path of [report.folder, report.zip ?? '']) {
      const knownKeys = await desk.knownKeys.list()
      expect(await verifyBundle(path, { knownKeys, ...quiet })).toMatchObject({
        ok: true,
        findings: [],
      })
    }
  })

  it('has the rows that the archives have, whose they are, and the counts digit by digit', async () => {
    const { folder } = report
    for (const { archive, label } of tenants) {
      const { database } = archive!
      const ofAccount = async (table: string) =>
        (await linesOf(folder, table)).filter((row) => row['account_name'] === label)
      const [kills] = await database.rows(
        `SELECT count(*) AS rows, count(DISTINCT operator) AS operators FROM kill_record`,
      )
      const killLog = await ofAccount('kill_log')
      expect(killLog).toHaveLength(Number(kills?.['rows']))
      expect(new Set(killLog.map((row) => row['execute_user_name'])).size).toBe(
        Number(kills?.['operators']),
      )
      const times = killLog.map((row) => String(row['ddm_instance_id']))
      expect(new Set(times).size).toBe(
        tenants.find((one) => one.label === label)!.ddmInstances.instances.length,
      )
      const [shares] = await database.rows(
        'SELECT count(*) AS rows, sum(sessions)::VARCHAR AS sessions FROM session_share',
      )
      const sessions = await ofAccount('sessions')
      expect(sessions).toHaveLength(Number(shares?.['rows']))
      const text = await readFile(join(folder, 'jsonl', 'sessions.jsonl'), 'utf8')
      const sum = text
        .split('\n')
        .filter((line) => line.includes(`"account_name":${JSON.stringify(label)}`))
        .reduce((total, line) => total + BigInt(/"sessions":(\d+)/.exec(line)?.[1] ?? 0), 0n)
      expect(String(sum)).toBe(shares?.['sessions'])
      const [points] = await database.rows('SELECT count(*) AS rows FROM risk_point')
      expect(await ofAccount('risk')).toHaveLength(Number(points?.['rows']))
    }
  })

  it('holds the answers as they were received, each with its request', async () => {
    const manifest = await manifestOf(report)
    const requests = manifest.questions.flatMap((question) => question.requests)
    for (const [index, { archive }] of tenants.entries()) {
      const received = await archive!.database.rows(
        `SELECT sha256, request_id FROM raw_answer LEFT JOIN answer a ON a.id = answer_id
        WHERE coalesce(a.kind, '') NOT IN ('audit-instances', 'ddm-instances') ORDER BY sha256`,
      )
      const named = manifest.questions
        .filter(({ account }) => account === index)
        .flatMap((question) => question.requests)
      const held = await Promise.all(
        named.map(async ({ raw, request_id }) => ({
          sha256: createHash('sha256')
            .update(await readFile(join(report.folder, raw ?? '')))
            .digest('hex'),
          request_id,
        })),
      )
      expect(held.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))).toEqual(received)
    }
    const raw = (await filesOf(report.folder)).filter((path) => path.startsWith('raw/'))
    expect(requests.map((request) => request.raw).sort()).toEqual(raw)
  })

  it('is the same in every data file when it is made again', async () => {
    const again = await desk.make(tenants)
    expect(again.folder).toBe(`${report.folder}-2`)
    const data = (await filesOf(report.folder)).filter((path) =>
      /^(csv|jsonl|parquet|raw|report)/.test(path),
    )
    expect(data.length).toBeGreaterThan(30)
    for (const path of data) {
      const [a, b] = await Promise.all(
        [report, again].map(({ folder }) => readFile(join(folder, path))),
      )
      expect(a!.equals(b!), path).toBe(true)
    }
  })

  it('says beforehand what it will hold', async () => {
    const before = await readdir(desk.folder, { recursive: true })
    const previews = await preview(planFor(tenants), tenants)
    expect(previews.flatMap(({ missing }) => missing)).toEqual([])
    expect(await readdir(desk.folder, { recursive: true })).toEqual(before)
    const held = { summary: 'summary_instance', sessions: 'sessions', risk: 'risk' } as const
    const more = { analyses: 'analyses', 'kill-log': 'kill_log', coverage: 'coverage' } as const
    for (const { accountId, section, rows, asOf } of previews) {
      const label = tenants.find((source) => source.accountId === accountId)!.label
      const lines = await linesOf(report.folder, { ...held, ...more }[section])
      expect(
        lines.filter((row) => row['account_name'] === label),
        section,
      ).toHaveLength(rows)
      expect(asOf).not.toBeNull()
    }
  })
})

describe('A report that lacks something', () => {
  it('says so, and why, in words: other days than were asked for', async () => {
    const office = await openOffice()
    const [source] = tenants
    const plan = planFor([source!], { range: later, formats: ['jsonl'] })
    const made = await office.make([source!], { plan })
    expect(made.complete).toBe(false)
    const { reasons, questions, coverage } = await manifestOf(made)
    expect(made.reasons).toEqual(reasons)
    const { instances } = source!.auditInstances
    for (const { id, name } of instances) {
      expect(reasons).toContain(
        `${source!.label}, sessions: The archive has no sessions of ${name!} (${id}) over exactly this range.`,
      )
    }
    expect(coverage.every(({ complete }) => !complete)).toBe(true)
    expect(reasons.join('\n')).toContain('2026-05-19T00:00:00.000Z to 2026-05-20T00:00:00.000Z')
    expect(questions.find(({ kind }) => kind === 'summary')?.complete).toBe(true)
    expect(
      (await preview(plan, [source!])).flatMap(({ missing }) => missing).length,
    ).toBeGreaterThan(8)
    // What it does have of the days is there.
    expect((await linesOf(made.folder, 'kill_log')).length).toBeGreaterThan(0)
  })

  it('says so of an account of which nothing was ever kept', async () => {
    const office = await openOffice()
    const [source] = tenants
    const unknown = { instances: [], missing: ['no list'] }
    const empty = { ...source!, archive: null, auditInstances: unknown, ddmInstances: unknown }
    const made = await office.make([empty], { plan: planFor([empty], { formats: ['jsonl'] }) })
    expect(made.complete).toBe(false)
    expect(made.reasons).toContain(
      `${source!.label}, sessions: Nothing of this account was ever kept in the archive.`,
    )
    expect(await linesOf(made.folder, 'kill_log')).toEqual([])
  })

  it('says so of an answer that was damaged in the archive, and leaves it out of raw', async () => {
    const office = await openOffice()
    const [source] = await collectedTenants({ count: 1 })
    await source!.archive!.database.write(({ run }) =>
      run(
        `UPDATE raw_answer SET sha256 = repeat('0', 64) FROM answer a
        WHERE a.id = answer_id AND a.kind = 'summary'`,
      ),
    )
    const made = await office.make([source!], { plan: planFor([source!], { formats: ['csv'] }) })
    expect(made.reasons).toEqual([
      `${source!.label}, summary: Raw answer 000001 is damaged in the archive: it is not what its SHA-256 was taken of.`,
    ])
    expect((await filesOf(made.folder)).join()).not.toContain('/summary/')
  })
})

describe('Making a report', () => {
  it('tells at once and in order how far it is', () => {
    expect(told[0]!.at).toBeLessThan(200)
    const stages = [...new Set(told.map(({ progress }) => progress.stage))]
    expect(stages).toEqual(['read', 'csv', 'jsonl', 'parquet', 'xlsx', 'html', 'pdf', 'finish'])
    const writing = told.filter(({ progress }) => progress.stage !== 'read')
    for (const { progress } of writing) {
      expect(progress.rows).toBeLessThanOrEqual(progress.rowsTotal ?? 0)
    }
    expect(writing.some(({ progress }) => progress.left !== null)).toBe(true)
    const bytes = writing.map(({ progress }) => progress.bytes)
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
  })

  it.each([
    { stage: 'read', formats: [] },
    { stage: 'start', formats: ['csv'] },
    { stage: 'csv', formats: ['csv'] },
    { stage: 'jsonl', formats: ['jsonl'] },
    { stage: 'parquet', formats: ['parquet'] },
    { stage: 'xlsx', formats: ['xlsx'] },
    { stage: 'html', formats: ['html'] },
    { stage: 'pdf', formats: ['pdf'] },
    { stage: 'finish', formats: ['jsonl'] },
  ] satisfies { stage: ReportProgress['stage'] | 'start'; formats: ReportFormat[] }[])(
    'stops soon and leaves nothing when it is stopped: $stage',
    async ({ stage, formats }) => {
      const office = await openOffice()
      const stop = new AbortController()
      let stopped = Number.NaN
      let isPrinting = false
      const halt = (): void => {
        stopped = performance.now()
        stop.abort()
      }
      const making = office.make(tenants, {
        plan: planFor(tenants, { formats, zip: true }),
        signal: stop.signal,
        // A printer that would never end, and is told to.
        toPdf: (_page, _pdf, signal) =>
          new Promise((_resolve, reject) => {
            isPrinting = true
            signal.addEventListener('abort', () => {
              isPrinting = false
              reject(new Error('not printed'))
            })
            halt()
          }),
        onProgress: (progress) => {
          if (stop.signal.aborted) return
          if (progress.stage === stage && stage !== 'pdf') halt()
          // The thread that writes is starting, and hears nothing yet.
          else if (stage === 'start' && progress.rows > 0) setTimeout(halt, 50)
        },
      })
      await expect(making).rejects.toMatchObject({ code: 'cancelled' })
      expect(performance.now() - stopped).toBeLessThan(soon)
      expect(isPrinting).toBe(false)
      expect(await readdir(office.folder)).toEqual(['profile'])
      expect((await office.ledger.read()).entries).toEqual([])
    },
  )

  it('names what it can’t write to, and leaves nothing', async () => {
    const office = await openOffice()
    const taken = join(office.folder, 'taken')
    await writeFile(taken, 'a file')
    await expect(office.make(tenants, { folder: taken })).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(taken) as string,
    })
    expect(await readFile(taken, 'utf8')).toBe('a file')
  })

  it('leaves nothing when its list of reports can’t be written', async () => {
    const office = await openOffice()
    await mkdir(join(office.folder, 'profile', 'ledger.jsonl'), { recursive: true })
    const plan = planFor(tenants, { formats: ['csv'] })
    await expect(office.make(tenants, { plan })).rejects.toMatchObject({ code: 'file' })
    expect(existsSync(join(office.folder, 'reports'))).toBe(false)
  })

  it('notes it: who, when, what, where, and under which key', async () => {
    const { entries, problems } = await desk.ledger.read()
    expect(problems).toEqual([])
    expect(entries.at(-1)).toMatchObject({
      at: '2026-05-20T12:00:00.000Z',
      author: 'A. Auditor',
      where: report.folder,
      digest: report.digest,
      key: (await manifestOf(report)).signing_key.fingerprint,
    })
    expect(entries.at(-1)!.what).toContain('2026-05-12T00:00:00.000Z to 2026-05-19T00:00:00.000Z')
  })

  it('has the page made into a PDF where somebody can, and says so where nobody can', async () => {
    const office = await openOffice()
    const [source] = tenants
    const plan = planFor([source!], { formats: ['pdf'] })
    const printed: string[] = []
    const made = await office.make([source!], {
      plan,
      toPdf: async (page, pdf) => {
        printed.push(await readFile(page, 'utf8'))
        await writeFile(pdf, '%PDF-1.7')
      },
    })
    expect(printed[0]).toContain(source!.label)
    expect(await readFile(join(made.folder, 'report.pdf'), 'utf8')).toBe('%PDF-1.7')
    expect(existsSync(join(made.folder, 'report.html'))).toBe(false)

    const { notes, complete } = await manifestOf(report)
    expect(notes.map(({ text }) => text).join()).toContain('There is no PDF')
    expect(complete).toBe(true)
  })
})
