import { Archives } from '../../src/main/archive/archives.ts'
import type { ArchiveSubject } from '../../src/main/archive/archives.ts'
import { AuditDeskError } from '../../src/shared/errors.ts'

/**
 * A process of its own that stores windows of 2000 records until it can't, for disks that are full:
 * `node fill-archive.ts FOLDER SUBJECT`. Prints, as JSON, how many windows it was told are stored,
 * the error, and how many records it then still reads.
 */
const [folder = '', subject = ''] = process.argv.slice(2)
const archives = new Archives({ folder, program: 'a test', tell: () => undefined })
let stored = 0
let error: unknown = null
let records: number | null = null
try {
  const { database } = await archives.open(JSON.parse(subject) as ArchiveSubject)
  const [row] = await database.rows('SELECT count(DISTINCT window_id) AS windows FROM kill_record')
  const before = Number(row?.['windows'])
  try {
    for (;;) {
      const window = before + stored
      await database.write(({ run }) =>
        run(
          `INSERT INTO kill_record (id, asked_instance_id, process_id_is_text, raw_time, window_id,
            raw_answer_id, raw_row, seen_from, seen_to)
          SELECT $window * 2000 + range, 'ddm-1', true, md5($window || ' ' || range), $window, 1,
            range, '2026-05-01', '2026-05-08'
          FROM range(2000)`,
          { window },
        ),
      )
      stored += 1
    }
  } catch (caught) {
    error = caught
  }
  const [counted] = await database.rows('SELECT count(*) AS records FROM kill_record')
  records = Number(counted?.['records'])
} catch (caught) {
  error ??= caught
}
await archives.closeAll()
const report = error instanceof AuditDeskError ? error.toReport() : { message: String(error) }
process.stdout.write(JSON.stringify({ stored, records, error: report }))
