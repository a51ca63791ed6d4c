import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  Archives,
  type ArchivesOptions,
  type ArchiveSubject,
} from '../../src/main/archive/archives.ts'
import type { Database } from '../../src/main/archive/database.ts'
import type { Notice } from '../../src/shared/contract/app.ts'

/** A project in Beijing, as an account of that name asks about it. */
export function projectNamed(accountName: string, projectId = '0a1b2c3d'): ArchiveSubject {
  return {
    region: 'cn-north-4',
    projectId,
    endpoints: {
      dbss: 'https://dbss.cn-north-4.myhuaweicloud.com',
      ddm: 'https://ddm.cn-north-4.myhuaweicloud.com',
    },
    accountName,
  }
}

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The archives of a folder, closed when the test is over, and what the user was told of them. */
export function archivesIn(
  folder: string,
  options: Partial<ArchivesOptions> = {},
): { archives: Archives; told: Notice[] } {
  const told: Notice[] = []
  const tell = (notice: Notice): void => {
    told.push(notice)
  }
  const archives = new Archives({ folder, program: 'Audit Desk', tell, ...options })
  onTestFinished(() => archives.closeAll())
  return { archives, told }
}

/** An archive with 5000 records, closed. */
export async function closedArchive(
  subject: ArchiveSubject,
): Promise<{ folder: string; path: string }> {
  const folder = await temporaryFolder()
  const { archives } = archivesIn(folder)
  const archive = await archives.open(subject)
  await storeKills(archive.database, { records: 5000 })
  await archives.closeAll()
  return { folder, path: archive.path }
}

/**
 * Puts a window of May 2026 with so many records into the database, one a minute; every tenth has a
 * time that can't be read.
 */
export async function storeKills(
  database: Database,
  { records, window = 1 }: { records: number; window?: number },
): Promise<void> {
  await database.write(async ({ run }) => {
    await run(
      `INSERT INTO kill_window (id, asked_instance_id, from_time, to_time, covered_to, expected,
        obtained, collected_at)
      VALUES ($window, 'ddm-1', '2026-05-01', '2026-05-08', '2026-05-08', $records, $records,
        '2026-05-09 10:00:00')`,
      { window, records },
    )
    await run(
      `INSERT INTO kill_record (id, asked_instance_id, instance_id, instance_name, process_id,
        process_id_is_text, operator, raw_time, killed_at, window_id, raw_answer_id, raw_row,
        seen_from, seen_to)
      SELECT $window * 1000000 + range, 'ddm-1', 'ddm-1', 'orders', range::VARCHAR, true, 'root',
        'May ' || range, CASE WHEN range % 10 = 9 THEN NULL
          ELSE TIMESTAMP '2026-05-01' + to_minutes(range) END,
        $window, 1, range, '2026-05-01', '2026-05-08'
      FROM range($records::INTEGER)`,
      { window, records },
    )
  })
}

/** Puts in one answer about the summary, which counts more than 64 bits hold. */
export async function storeSummary(database: Database): Promise<void> {
  await database.write(async ({ run }) => {
    await run(
      `INSERT INTO answer (id, kind, question, fetched_at, missing)
      VALUES (1, 'summary', '{"kind":"summary"}', '2026-05-09 10:00:00', [])`,
    )
    await run(
      `INSERT INTO summary_project (answer_id, total_sql)
      VALUES (1, 12345678901234567890123456789)`,
    )
  })
}

export async function countKills(database: Database): Promise<number> {
  const [row] = await database.rows('SELECT count(*) AS records FROM kill_record')
  return Number(row?.['records'])
}

/**
 * Another process that has an archive open, as the command line would.
 * @returns when it has it open
 */
export async function otherProcess(
  folder: string,
  subject: ArchiveSubject,
  { readOnly = false }: { readOnly?: boolean } = {},
): Promise<ChildProcess> {
  const program = `
    import { Archives } from ${JSON.stringify(new URL('../../src/main/archive/archives.ts', import.meta.url).href)}
    const [folder, subject, readOnly] = JSON.parse(process.argv[1])
    const archives = new Archives({ folder, program: 'the command line', tell: console.error })
    await (readOnly ? archives.openExisting(subject, { readOnly }) : archives.open(subject))
    console.log('open')
    setInterval(() => {}, 1000)`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, JSON.stringify([folder, subject, readOnly])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  onTestFinished(() => kill(child))
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('exit', (code) => {
      reject(new Error(`The other process ended with ${String(code)}`))
    })
  })
  return child
}

/** Ends a process at once, without a chance to tidy up. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
