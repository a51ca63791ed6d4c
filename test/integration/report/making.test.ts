import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preview } from '../../../src/main/report/build/preview.ts'
import { verifyBundle } from '../../../src/main/report/bundle/verify.ts'
import type { ReportSource } from '../../../src/main/report/build/source.ts'
import type { ReportProgress } from '../../../src/shared/model/report.ts'
import { anySignal } from '../../support/client.ts'
import { collectedTenants, filesOf, manifestOf, openOffice, planFor } from './office.ts'

const quiet = { signal: anySignal, onProgress: () => undefined }
const tables = [
  ...['analyses', 'answers', 'coverage', 'kill_log', 'risk', 'sessions'],
  ...['summary_instance', 'summary_project'],
]
const later = { from: '2026-05-18T00:00:00.000Z', to: '2026-05-20T00:00:00.000Z' }

/** For tests that change nothing in them. */
let tenants: ReportSource[]
const ends: (() => Promise<void>)[] = []
beforeAll(async () => {
  tenants = await collectedTenants({}, (end) => ends.push(end))
})
afterAll(() => Promise.all(ends.map((end) => end())))

async function linesOf(folder: string, table: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'jsonl', `${table}.jsonl`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('A report of two tenants', () => {
  it('has every section in every format, and is found genuine, as a folder and as a zip', async () => {
    const office = await openOffice()
    const sources = tenants
    const plan = planFor(sources, { zip: true })
    const made = await office.make(sources, { plan })
    expect(made).toMatchObject({ complete: true, reasons: [] })

    const files = (await filesOf(made.folder)).filter((path) => !path.startsWith('raw/'))
    expect(files).toEqual(
      [
        ...['csv', 'jsonl', 'parquet'].flatMap((format) =>
          tables.map((table) => `${format}/${table}.${format}`),
        ),
        ...['report.html', 'report.xlsx', 'manifest.json', 'manifest.json.sig', 'SHA256SUMS'],
        ...['SHA256SUMS.sig', 'VERIFY.txt', 'signing-key.pem'],
      ].sort(),
    )
    for (const path of [made.folder, made.zip ?? '']) {
      const knownKeys = await office.knownKeys.list()
      expect(await verifyBundle(path, { knownKeys, ...quiet })).toMatchObject({
        ok: true,
        findings: [],
      })
    }
  })

  it('has the rows that the archives have, whose they are, and the counts digit by digit', async () => {
    const office = await openOffice()
    const sources = tenants
    const { folder } = await office.make(sources)
    for (const { archive, label } of sources) {
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
        sources.find((one) => one.label === label)!.ddmInstances.instances.length,
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
    const office = await openOffice()
    const sources = tenants
    const made = await office.make(sources)
    const manifest = await manifestOf(made)
    const requests = manifest.questions.flatMap((question) => question.requests)
    for (const [index, { archive }] of sources.entries()) {
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
            .update(await readFile(join(made.folder, raw ?? '')))
            .digest('hex'),
          request_id,
        })),
      )
      expect(held.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))).toEqual(received)
    }
    const raw = (await filesOf(made.folder)).filter((path) => path.startsWith('raw/'))
    expect(requests.map((request) => request.raw).sort()).toEqual(raw)
  })

  it('is the same in every data file when it is made again', async () => {
    const office = await openOffice()
    const sources = tenants
    const [first, second] = [await office.make(sources), await office.make(sources)]
    expect(second.folder).toBe(`${first.folder}-2`)
    const data = (await filesOf(first.folder)).filter((path) =>
      /^(csv|jsonl|parquet|raw|report)/.test(path),
    )
    expect(data.length).toBeGreaterThan(30)
    for (const path of data) {
      const [a, b] = await Promise.all(
        [first, second].map(({ folder }) => readFile(join(folder, path))),
      )
      expect(a!.equals(b!), path).toBe(true)
    }
  })

  it('says beforehand what it will hold', async () => {
    const office = await openOffice()
    const sources = tenants
    const plan = planFor(sources, { formats: ['jsonl'] })
    const previews = await preview(plan, sources)
    expect(previews.flatMap(({ missing }) => missing)).toEqual([])
    const { folder } = await office.make(sources, { plan })
    const held = { summary: 'summary_instance', sessions: 'sessions', risk: 'risk' } as const
    const more = { analyses: 'analyses', 'kill-log': 'kill_log', coverage: 'coverage' } as const
    for (const { accountId, section, rows, asOf } of previews) {
      const label = sources.find((source) => source.accountId === accountId)!.label
      const lines = await linesOf(folder, { ...held, ...more }[section])
      expect(
        lines.filter((row) => row['account_name'] === label),
        section,
      ).toHaveLength(rows)
      expect(asOf).not.toBeNull()
    }
    expect(await readdir(join(office.folder, 'reports'))).toHaveLength(1)
  })
})

describe('A report that lacks something', () => {
  it('says so, and why, in words: other days than were asked for', async () => {
    const office = await openOffice()
    const [source] = tenants
    const plan = planFor([source!], { range: later })
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
    const made = await office.make([empty])
    expect(made.complete).toBe(false)
    expect(made.reasons).toContain(
      `${source!.label}, sessions: Nothing of this account was ever kept in the archive.`,
    )
    expect(await linesOf(made.folder, 'kill_log')).toEqual([])
  })

  it('says so of an answer that was damaged in the archive, and leaves it out of raw', async () => {
    const office = await openOffice()
    const [source] = await collectedTenants()
    await source!.archive!.database.write(({ run }) =>
      run(
        `UPDATE raw_answer SET sha256 = repeat('0', 64) FROM answer a
        WHERE a.id = answer_id AND a.kind = 'summary'`,
      ),
    )
    const made = await office.make([source!])
    expect(made.reasons).toEqual([
      `${source!.label}, summary: Raw answer 000001 is damaged in the archive: it is not what its SHA-256 was taken of.`,
    ])
    expect((await filesOf(made.folder)).join()).not.toContain('/summary/')
  })
})

describe('Making a report', () => {
  it('tells at once and in order how far it is', async () => {
    const office = await openOffice()
    const sources = await collectedTenants({ killRecords: 20_000 })
    const told: { at: number; progress: ReportProgress }[] = []
    const started = performance.now()
    await office.make(sources, {
      onProgress: (progress) => told.push({ at: performance.now() - started, progress }),
    })
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

  it('leaves nothing when it is stopped, wherever it is, and stops soon', async () => {
    const office = await openOffice()
    const sources = await collectedTenants({ killRecords: 20_000 })
    for (const stage of ['read', 'csv', 'parquet', 'xlsx', 'html', 'finish'] as const) {
      const stop = new AbortController()
      let stopped = 0
      const error: unknown = await office
        .make(sources, {
          plan: planFor(sources, { zip: true }),
          signal: stop.signal,
          onProgress: (progress) => {
            if (progress.stage !== stage || stop.signal.aborted) return
            stopped = performance.now()
            stop.abort()
          },
        })
        .catch((thrown: unknown) => thrown)
      expect(error, stage).toMatchObject({ code: 'cancelled' })
      expect(performance.now() - stopped, stage).toBeLessThan(2_000)
      expect(existsSync(join(office.folder, 'reports')), stage).toBe(false)
    }
    expect((await office.ledger.read()).entries).toEqual([])
  })

  it('names what it can’t write to, and leaves nothing', async () => {
    const office = await openOffice()
    const sources = tenants
    const taken = join(office.folder, 'taken')
    await writeFile(taken, 'a file')
    await expect(office.make(sources, { folder: taken })).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(taken) as string,
    })
    expect(await readFile(taken, 'utf8')).toBe('a file')
  })

  it('leaves nothing when its list of reports can’t be written', async () => {
    const office = await openOffice()
    const sources = tenants
    await mkdir(join(office.folder, 'profile', 'ledger.jsonl'), { recursive: true })
    await expect(office.make(sources)).rejects.toMatchObject({ code: 'file' })
    expect(existsSync(join(office.folder, 'reports'))).toBe(false)
  })

  it('notes it: who, when, what, where, and under which key', async () => {
    const office = await openOffice()
    const sources = tenants
    const made = await office.make(sources)
    const { entries, problems } = await office.ledger.read()
    expect(problems).toEqual([])
    expect(entries).toMatchObject([
      {
        at: '2026-05-20T12:00:00.000Z',
        author: 'A. Auditor',
        where: made.folder,
        digest: made.digest,
        key: (await manifestOf(made)).signing_key.fingerprint,
      },
    ])
    expect(entries[0]!.what).toContain('2026-05-12T00:00:00.000Z to 2026-05-19T00:00:00.000Z')
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

    const without = await office.make([source!], { plan })
    const { notes, complete } = await manifestOf(without)
    expect(notes[0]?.text).toContain('There is no PDF')
    expect(complete).toBe(true)
  })
})
