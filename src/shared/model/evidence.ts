import type { Bounds } from './time-range.ts'

/**
 * What verifying a bundle can find.
 *
 * - `not-a-bundle`: there is no manifest to hold it against
 * - `changed`, `added`, `missing`: a file isn't what the manifest says, isn't in it, or isn't there
 * - `refused`: an entry that a bundle never holds and that may be meant to do harm, such as a link
 * - `unreadable`: a file that is there and can't be read
 * - `manifest`: the manifest breaks its schema or contradicts itself
 * - `sums`: `SHA256SUMS` says something else than the manifest
 * - `forged`: a signature doesn't fit what it stands under
 * - `unknown-key`: the signature fits, by a key that isn't known for these accounts
 * - `successor-key`: by a new key, for which the known one has signed
 * - `incomplete`: nothing is wrong; the report itself says that something is not in it
 */
export type FindingKind =
  | 'not-a-bundle'
  | 'changed'
  | 'added'
  | 'missing'
  | 'refused'
  | 'unreadable'
  | 'manifest'
  | 'sums'
  | 'forged'
  | 'unknown-key'
  | 'successor-key'
  | 'incomplete'

export interface Finding {
  kind: FindingKind
  /** `error`: the bundle can't be relied on; `note`: to be read, and no fault of the bundle. */
  severity: 'error' | 'note'
  /** Relative to the bundle, as it may be shown: what can't be seen is escaped. `null`: all of it. */
  file: string | null
  /** One sentence, fit to be shown: what came with the bundle is escaped in it. */
  text: string
}

/** Whose project a bundle shows. Its key is known, or not, for each of them. */
export interface BundleAccount {
  label: string
  region: string
  projectId: string
  demo: boolean
}

/** What a bundle says of itself. Not to be relied on unless the verdict is `ok`. */
export interface BundleDescription {
  /** ISO 8601 in UTC. */
  createdAt: string
  author: string
  appVersion: string
  accounts: BundleAccount[]
  range: Bounds
  complete: boolean
  /** Why it isn't complete, one sentence each. */
  reasons: string[]
}

export interface BundleKey {
  /** SHA-256 of the public key's DER form, hex. */
  fingerprint: string
  /** `successor`: a key that is known for every account has signed for it. */
  trust: 'known' | 'successor' | 'unknown'
}

export interface BundleVerdict {
  path: string
  kind: 'folder' | 'zip'
  /** Nothing was changed, added or taken away, and the key is known for these accounts. */
  ok: boolean
  /** Nothing was changed, added or taken away since it was signed, by whomever. */
  intact: boolean
  /** SHA-256 of `manifest.json`, hex; `null` when it can't be read. */
  digest: string | null
  /** `null` when the manifest can't be read. */
  bundle: BundleDescription | null
  /** `null` when there is no key or no signature of its own. */
  key: BundleKey | null
  /** Files whose content was compared, and their bytes. */
  files: number
  bytes: number
  /** What was found, the worst first. */
  findings: Finding[]
  /** How many more findings there are than `findings` names. */
  further: number
}

/** How far verifying is. */
export interface VerifyProgress {
  file: string
  files: number
  filesTotal: number
  bytes: number
  bytesTotal: number
}

/** One bundle that was made on this computer. */
export interface LedgerEntry {
  /** ISO 8601 in UTC. */
  at: string
  author: string
  /** What it shows, in a few words. */
  what: string
  /** The finished folder. */
  where: string
  /** SHA-256 of its `manifest.json`, hex. */
  digest: string
  /** Fingerprint of the key that signed it. */
  key: string
}

export interface LedgerProblem {
  /** Counted from 1; `null` when it is about the whole list. */
  line: number | null
  /** One sentence. */
  text: string
}

export interface LedgerReading {
  /** Newest first; also those after a break. */
  entries: LedgerEntry[]
  /** Where the chain is broken; empty when the list is whole. */
  problems: LedgerProblem[]
}
