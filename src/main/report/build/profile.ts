import { join } from 'node:path'
import { KnownKeys } from '../bundle/known-keys.ts'
import { Ledger } from '../bundle/ledger.ts'
import { SigningKeys, type KeyStore } from '../bundle/signing-keys.ts'

/** What a profile keeps about reports, besides the signing key itself. */
export interface ReportProfile {
  keys: SigningKeys
  knownKeys: KnownKeys
  ledger: Ledger
}

/**
 * Opens it; the window and the command line share it.
 * @param folder of the profile, such as `~/.config/Audit Desk`
 * @param tell what the user must be told, such as a damaged file that was set aside
 */
export function openReportProfile(
  folder: string,
  store: KeyStore,
  tell: (notice: string) => void,
): ReportProfile {
  return {
    keys: new SigningKeys({
      store,
      path: join(folder, 'signing-keys.json'),
      now: Date.now,
      tell,
    }),
    knownKeys: new KnownKeys(join(folder, 'known-keys.json'), tell),
    ledger: new Ledger(join(folder, 'reports.jsonl')),
  }
}
