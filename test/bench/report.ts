import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Archives } from '../../src/main/archive/archives.ts'
import { createBundle, type BundleJob } from '../../src/main/report/build/create-bundle.ts'
import { openReportProfile } from '../../src/main/report/build/profile.ts'
import { AccountId } from '../../src/shared/model/ids.ts'
import { AuditDeskError } from '../../src/shared/errors.ts'
import type {
  ReportFormat,
  ReportPlan,
  ReportProgress,
  ReportSection,
} from '../../src/shared/model/report.ts'
import { timed } from './support/measure.ts'
import { finish, note, target, title } from './support/report.ts'

const rows = 1_000_000
const formats: ReportFormat[] = ['csv', 'xlsx', 'parquet']
const range = { from: '2026-05-01T00:00:00.000Z', to: '2028-05-01T00:00:00.000Z' }

title(
  `A whole report of ${rows.toLocaleString('en')} kill rows as ${formats.join(', ')}: archive to signed folder, in the calling thread’s eyes`,
)
const folder = await mkdtemp(join(tmpdir(), 'audit-desk-bench-'))
const subject = {
  region: 'cn-north-4',
  projectId: '0a1b2c3d',
  endpoints: { dbss: 'https://dbss.invalid', ddm: 'https://ddm.invalid' },
}
const archives = new Archives({
  folder: join(folder, 'archive'),
  program: 'a bench',
  tell: () => undefined,
})
try {
  const archive = await archives.open({ ...subject, accountName: 'Acme' })
  await archive.database.write(async ({ run }) => {
    await run(
      `INSERT INTO kill_window (id, asked_instance_id, from_time, to_time, covered_to, expected,
        obtained, collected_at)
      VALUES (1, 'ddm-1', '2026-05-01', '2028-05-01', '2028-05-01', $rows, $rows, '2028-05-02')`,
      { rows },
    )
    await run(
      `INSERT INTO kill_record (id, asked_instance_id, instance_id, instance_name, process_id,
        process_id_is_text, operator, raw_time, killed_at, window_id, raw_answer_id, raw_row,
        seen_from, seen_to)
      SELECT range, 'ddm-1', 'ddm-1', 'orders', (hash(range) % 10000000)::VARCHAR, true,
        'operator-' || (range % 97), strftime(time, '%Y-%m-%dT%H:%M:%S+0000'), time, 1, 1, range,
        '2026-05-01', '2028-05-01'
      FROM (SELECT range, TIMESTAMP '2026-05-01' + to_minutes((hash(range) % 1000000)::BIGINT) AS time
        FROM range($rows::INTEGER))`,
      { rows },
    )
  })
  const secrets = { value: null as string | null }
  const profile = openReportProfile(
    join(folder, 'profile'),
    {
      backend: () => Promise.resolve({ kind: 'keychain' }),
      get: () => Promise.resolve(secrets.value),
      set: (value) => {
        secrets.value = value
        return Promise.resolve()
      },
    },
    () => undefined,
  )
  const accountId = AccountId.parse(randomUUID())
  const known = { instances: [{ id: 'ddm-1', name: 'orders' }], missing: [] }
  const signer = await profile.keys.current()
  const job = (
    over: Pick<BundleJob, 'signal' | 'onProgress'> & Pick<ReportPlan, 'formats' | 'zip'>,
  ) => ({
    plan: {
      subjects: [{ accountId, auditInstanceIds: [], ddmInstanceIds: [] }],
      range,
      sections: ['kill-log', 'coverage'] as ReportSection[],
      formats: over.formats,
      language: 'en' as const,
      ...{ author: '', note: '', csvBom: false, zip: over.zip },
    },
    sources: [
      {
        ...{ accountId, label: 'Acme', projectName: 'Acme', demo: true, archive, ...subject },
        auditInstances: { instances: [], missing: [] },
        ddmInstances: known,
      },
    ],
    folder: join(folder, 'reports'),
    app: { name: 'Audit Desk', version: '0.0.0' },
    now: Date.now,
    timeZone: 'UTC',
    ...{ signer, ledger: profile.ledger, knownKeys: profile.knownKeys },
    toPdf: null,
    ...{ signal: over.signal, onProgress: over.onProgress },
  })

  let first = Number.NaN
  let bytes = 0
  let started = performance.now()
  const run = await timed(async () => {
    started = performance.now()
    const made = await createBundle(
      job({
        formats,
        zip: false,
        signal: new AbortController().signal,
        onProgress: (progress) => {
          if (Number.isNaN(first)) first = performance.now() - started
          bytes = Math.max(bytes, progress.bytes)
        },
      }),
    )
    if (!made.complete) throw new Error(made.reasons.join('\n'))
  })
  note(`${run.seconds.toFixed(1)} s, ${(bytes / 2 ** 20).toFixed(0)} MiB`)
  note(
    `the most processor time of the calling thread between two turns of its loop: ${run.busy.toFixed(1)} ms`,
  )
  target({ what: 'first progress', value: first, unit: 'ms', atMost: 200 })
  target({
    what: 'longest stall of the calling thread’s event loop',
    value: run.stall,
    unit: 'ms',
    atMost: 50,
  })

  /** How long a report takes to stop, in milliseconds, that is stopped some time into a stage. */
  async function stopping(stage: ReportProgress['stage'], format: ReportFormat, after: number) {
    const stop = new AbortController()
    let stopped = Number.NaN
    let timer: NodeJS.Timeout | null = null
    const making = createBundle(
      job({
        formats: [format],
        zip: true,
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.stage !== stage) return
          timer ??= setTimeout(() => {
            stopped = performance.now()
            stop.abort()
          }, after)
        },
      }),
    )
    const code = await making.then(
      () => 'done',
      (error: unknown) => (error instanceof AuditDeskError ? error.code : String(error)),
    )
    const took = performance.now() - stopped
    if (code !== 'cancelled') throw new Error(`${stage} of ${format}, ${after} ms: ${code}`)
    return took
  }
  for (const [stage, format, ...times] of [
    ['read', 'csv', 0, 300],
    ['csv', 'csv', 0, 300],
    ['jsonl', 'jsonl', 0, 300],
    ['parquet', 'parquet', 0, 300],
    ['xlsx', 'xlsx', 0, 1000, 3000],
    ['html', 'html', 0, 50],
    ['finish', 'csv', 0, 150, 600],
  ] as const) {
    const took: number[] = []
    for (const after of times) took.push(await stopping(stage, format, after))
    target({
      what: `stopped ${times.join(', ')} ms into ${stage}: nothing is left after`,
      value: Math.max(...took),
      unit: 'ms',
      atMost: 200,
    })
  }
} finally {
  await archives.closeAll()
  await rm(folder, { recursive: true, force: true })
}
finish()
