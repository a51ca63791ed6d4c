import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderName, FolderUse } from '../../shared/contract/app.ts'
import { AuditDeskError } from '../../shared/errors.ts'

/** Where the app keeps what, as absolute paths. */
export type Folders = Readonly<Record<FolderName, string>>

/** The app's own folders: how much lies in them, and the way to them. */
export class FolderService {
  readonly #folders: Folders
  readonly #open: (path: string) => Promise<string>

  /** @param open shows a folder in the system's browser of files; answers why it can't, or `''` */
  constructor(folders: Folders, open: (path: string) => Promise<string>) {
    this.#folders = folders
    this.#open = open
  }

  /** What lies in each folder, and how many bytes that takes; nothing where there is no folder. */
  async measure(): Promise<Record<FolderName, FolderUse>> {
    const { profile, archive, logs } = this.#folders
    const uses = await Promise.all([profile, archive, logs].map(measure))
    const [ofProfile, ofArchive, ofLogs] = uses as [FolderUse, FolderUse, FolderUse]
    return { profile: ofProfile, archive: ofArchive, logs: ofLogs }
  }

  /** @throws AuditDeskError `file` when it can't be shown */
  async show(name: FolderName): Promise<void> {
    const path = this.#folders[name]
    await mkdir(path, { recursive: true, mode: 0o700 }).catch(() => undefined)
    const problem = await this.#open(path)
    if (problem !== '') {
      throw new AuditDeskError({
        code: 'file',
        message: `${path} could not be shown: ${problem}`,
        retryable: true,
      })
    }
  }
}

async function measure(path: string): Promise<FolderUse> {
  const names = await readdir(path, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(path, name)).then(
        (file) => (file.isFile() ? file.size : null),
        () => null,
      ),
    ),
  )
  const files = sizes.filter((size) => size !== null)
  return { path, files: files.length, bytes: files.reduce((sum, size) => sum + size, 0) }
}
