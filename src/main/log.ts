import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** One line of the log. Whoever writes one sees to it that no secret is in it. */
export interface LogEntry {
  event: string
  [field: string]: string | number | boolean | null
}

export type Log = (entry: LogEntry) => void

/** A file this large, in bytes, becomes the older of two; more is never kept. */
const largest = 1_000_000

/**
 * Opens the log of the app: JSON lines in `audit-desk.log`, each with the time in UTC. Lines are
 * written one after the other; one that can't be written is dropped, for a log must never stop the
 * work.
 */
export function openLog(folder: string): Log {
  const path = join(folder, 'audit-desk.log')
  let writing: Promise<void> = mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => undefined,
    () => undefined,
  )
  return (entry) => {
    const line = `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`
    writing = writing
      .then(async () => {
        const size = await stat(path).then(
          (file) => file.size,
          () => 0,
        )
        if (size + line.length > largest) await rename(path, `${path}.1`)
        await appendFile(path, line, { mode: 0o600 })
      })
      .catch(() => undefined)
  }
}
