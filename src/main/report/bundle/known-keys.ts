import { z } from 'zod'
import type { BundleAccount } from '../../../shared/model/evidence.ts'
import { readJsonFile, writeFileAtomically } from '../../accounts/atomic-file.ts'
import { canonicalJson } from './canonical.ts'
import { withLock } from './lock.ts'

const KnownKey = z.strictObject({
  region: z.string(),
  project_id: z.string(),
  fingerprint: z.string(),
  /** When it became known, ISO 8601 in UTC. */
  since: z.iso.datetime(),
  /** `made-here`: a bundle was signed with it on this computer; `trusted`: the user said so. */
  how: z.enum(['made-here', 'trusted']),
})
export type KnownKey = z.infer<typeof KnownKey>
const Keys = z.array(KnownKey)

type Project = Pick<BundleAccount, 'region' | 'projectId'>

/** Which keys are known for which project. A key becomes known by an explicit act alone. */
export class KnownKeys {
  readonly #path: string
  readonly #tell: (notice: string) => void

  /**
   * @param path of a JSON file
   * @param tell what the user must be told, such as a damaged file that was set aside
   */
  constructor(path: string, tell: (notice: string) => void) {
    this.#path = path
    this.#tell = tell
  }

  /** @throws AuditDeskError `file` */
  async list(): Promise<KnownKey[]> {
    const { value, notice } = await readJsonFile(this.#path, Keys, 'list of known keys')
    if (notice !== null) this.#tell(notice)
    return value ?? []
  }

  /**
   * From now on the key is known for these projects.
   * @param fingerprint SHA-256 of the public key as SPKI DER, hex
   * @throws AuditDeskError `file`
   */
  async add(
    projects: readonly Project[],
    fingerprint: string,
    how: KnownKey['how'],
    since: Date,
  ): Promise<void> {
    await withLock(this.#path, async () => {
      const keys = await this.list()
      const fresh = projects.filter((project) => !isKnown(keys, project, fingerprint))
      if (fresh.length === 0) return
      const added = fresh.map(({ region, projectId }) => ({
        region,
        project_id: projectId,
        fingerprint,
        since: since.toISOString(),
        how,
      }))
      await writeFileAtomically(this.#path, canonicalJson([...keys, ...added]))
    })
  }
}

export function isKnown(
  keys: readonly KnownKey[],
  { region, projectId }: Project,
  fingerprint: string,
): boolean {
  return keys.some(
    (key) =>
      key.region === region && key.project_id === projectId && key.fingerprint === fingerprint,
  )
}
