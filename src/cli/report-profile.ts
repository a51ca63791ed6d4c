import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Vault, type Keychain } from '../main/accounts/vault.ts'
import { openReportProfile, type ReportProfile } from '../main/report/build/profile.ts'
import { appArchiveFolder } from './archive-folder.ts'
import type { Environment } from './environment.ts'
import type { Words } from './words.ts'

/** Under which name the window’s entries are in the keychain. */
const keychainService = 'dbss-audit-desk'

/**
 * What the window keeps about reports: its key, the keys it knows, its list of reports.
 * @param keychain gets the keychain, if not the system’s
 */
export function reportProfile(
  environment: Environment,
  keychain: (() => Promise<Keychain>) | undefined,
  words: Words,
): ReportProfile {
  const vault = new Vault(keychainService, keychain)
  const folder = dirname(appArchiveFolder(environment))
  return openReportProfile(folder, vault.signingKeyStore(), words.say)
}

/** What the app is called, and its version, as package.json says. */
export async function appIdentity(): Promise<{ name: string; version: string }> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { productName, version } = z
    .object({ productName: z.string(), version: z.string() })
    .parse(JSON.parse(text))
  return { name: productName, version }
}
