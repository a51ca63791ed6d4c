import { z } from 'zod'
import { ReportPreset } from '../../shared/model/report.ts'
import { readJsonFile, writeFileAtomically } from '../accounts/atomic-file.ts'

/** The presets of the Reports screen, kept in a JSON file. Hold no secret. */
export class ReportPresets {
  readonly #path: string
  readonly #tell: (notice: string) => void
  #writing: Promise<unknown> = Promise.resolve()

  /** @param tell what the user must be told, such as a damaged file that was set aside */
  constructor(path: string, tell: (notice: string) => void) {
    this.#path = path
    this.#tell = tell
  }

  /** By name. @throws AuditDeskError `file` */
  async list(): Promise<ReportPreset[]> {
    const { value, notice } = await readJsonFile(
      this.#path,
      z.array(ReportPreset),
      'list of report presets',
    )
    if (notice !== null) this.#tell(notice)
    return value ?? []
  }

  /** Keeps a preset; one with the same name is replaced. @throws AuditDeskError `file` */
  async save(preset: ReportPreset): Promise<ReportPreset[]> {
    return this.#change((presets) => [
      ...presets.filter(({ name }) => name !== preset.name),
      preset,
    ])
  }

  /** @throws AuditDeskError `file` */
  async delete(name: string): Promise<ReportPreset[]> {
    return this.#change((presets) => presets.filter((preset) => preset.name !== name))
  }

  /** One change after the other, so that none undoes another. */
  async #change(change: (presets: ReportPreset[]) => ReportPreset[]): Promise<ReportPreset[]> {
    const turn = this.#writing.then(async () => {
      const byName = new Intl.Collator('en')
      const presets = change(await this.list()).sort((a, b) => byName.compare(a.name, b.name))
      await writeFileAtomically(this.#path, `${JSON.stringify(presets, null, 2)}\n`)
      return presets
    })
    this.#writing = turn.catch(() => undefined)
    return turn
  }
}
