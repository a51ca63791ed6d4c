import { AuditDeskError } from '../../shared/errors.ts'
import {
  Preferences,
  defaultPreferences,
  type Preferences as Choice,
} from '../../shared/model/preferences.ts'
import { readJsonFile, writeFileAtomically } from '../accounts/atomic-file.ts'

/** How the app looks and speaks, kept in a JSON file. Holds no secret. */
export class PreferencesStore {
  readonly #path: string
  readonly #apply: (preferences: Choice) => void
  #current: Choice
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(path: string, apply: (preferences: Choice) => void, current: Choice) {
    this.#path = path
    this.#apply = apply
    this.#current = current
  }

  /**
   * @param apply makes the desktop's side follow; called now and with each change
   * @returns the store, and what the user must be told, such as a damaged file that was set aside.
   *   A file that can't be read doesn't keep the app from starting.
   */
  static async open(
    path: string,
    apply: (preferences: Choice) => void,
  ): Promise<{ store: PreferencesStore; notice: string | null }> {
    const { value, notice } = await readJsonFile(path, Preferences, 'file of preferences').catch(
      (error: unknown) => {
        if (!(error instanceof AuditDeskError)) throw error
        return { value: null, notice: error.message }
      },
    )
    const current = value ?? defaultPreferences
    apply(current)
    return { store: new PreferencesStore(path, apply, current), notice }
  }

  get current(): Choice {
    return this.#current
  }

  /**
   * Applies the choice at once, and keeps it.
   * @throws AuditDeskError `file` when it can't be kept; it then holds until the app is closed
   */
  async set(preferences: Choice): Promise<Choice> {
    this.#current = preferences
    this.#apply(preferences)
    const turn = this.#writing.then(() =>
      writeFileAtomically(this.#path, `${JSON.stringify(preferences, null, 2)}\n`),
    )
    this.#writing = turn.catch(() => undefined)
    await turn
    return this.#current
  }
}
