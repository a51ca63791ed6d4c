import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import { AccountId } from '../../shared/model/ids.ts'
import { readJsonFile, writeFileAtomically } from '../accounts/atomic-file.ts'

const TickedFile = z.object({ version: z.literal(1), accounts: z.array(AccountId) })

/** Which accounts the user has ticked to be seen together, kept in a JSON file. Holds no secret. */
export class TickedAccounts {
  readonly #path: string
  readonly #tell: (notice: string) => void
  #ticked: Promise<readonly AccountId[]> | null = null
  #writing: Promise<unknown> = Promise.resolve()

  /** @param tell what the user must be told, such as a damaged file that was set aside */
  constructor(path: string, tell: (notice: string) => void) {
    this.#path = path
    this.#tell = tell
  }

  /** None where the file can't be read: nothing may then be contacted. Never throws. */
  async list(): Promise<readonly AccountId[]> {
    return (this.#ticked ??= this.#read())
  }

  /**
   * Takes effect at once, and is kept.
   * @param kept those of them that are there in the next run too
   * @throws AuditDeskError `file` when it can't be kept; it then holds until the app is closed
   */
  async set(ticked: readonly AccountId[], kept: readonly AccountId[]): Promise<void> {
    this.#ticked = Promise.resolve(ticked)
    const file = { version: 1, accounts: kept }
    const turn = this.#writing.then(() =>
      writeFileAtomically(this.#path, `${JSON.stringify(file, null, 2)}\n`),
    )
    this.#writing = turn.catch(() => undefined)
    await turn
  }

  async #read(): Promise<readonly AccountId[]> {
    try {
      const { value, notice } = await readJsonFile(
        this.#path,
        TickedFile,
        'list of accounts that were ticked',
      )
      if (notice !== null) this.#tell(notice)
      return value?.accounts ?? []
    } catch (error) {
      if (!(error instanceof AuditDeskError)) throw error
      this.#tell(error.message)
      return []
    }
  }
}
