import { z } from 'zod'
import type { BundleVerdict, LedgerReading, VerifyProgress } from '../model/evidence.ts'
import {
  ReportPlan,
  ReportPreset,
  type CreatedBundle,
  type ReportProgress,
  type SectionPreview,
} from '../model/report.ts'
import { procedure } from './procedure.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Names one run of making a report. The caller makes it up, so that it can cancel from the start. */
export const ReportId = z.uuid().brand<'ReportId'>()
export type ReportId = z.infer<typeof ReportId>

/** Names one run of verifying a bundle. The caller makes it up, as for a report. */
export const VerifyId = z.uuid().brand<'VerifyId'>()
export type VerifyId = z.infer<typeof VerifyId>

export interface VerifyNews extends VerifyProgress {
  verifyId: VerifyId
}

export interface ReportNews extends ReportProgress {
  reportId: ReportId
}

export interface SigningKey {
  /** SHA-256 of the public key's DER form, hex. */
  fingerprint: string
  /** ISO 8601 in UTC. */
  createdAt: string
  /** Where the private key is kept. */
  backend: 'keychain' | 'memory'
  /** How often it was replaced. */
  rotations: number
}

export const reports = {
  /** What the archive has for a plan; asks no service. */
  preview: procedure(z.object({ plan: ReportPlan })).returns<SectionPreview[]>(),
  /**
   * Asks for a folder, then makes the bundle in it. `null` when the user closed the dialog.
   * `collectFirst` asks the service for what the archive lacks of the plan before.
   */
  create: procedure(
    z.object({ reportId: ReportId, plan: ReportPlan, collectFirst: z.boolean() }),
  ).returns<CreatedBundle | null>(),
  /** Stops it; nothing is left behind. */
  cancel: procedure(z.object({ reportId: ReportId })).returns<null>(),
  /** Every bundle made on this computer, newest first, and whether the list is whole. */
  ledger: procedure(z.object({})).returns<LedgerReading>(),
  /** Shows a bundle that the ledger names in the system's file browser. */
  show: procedure(z.object({ folder: z.string() })).returns<null>(),
  /** Verifies a folder or zip; asks for one when no path is given (`null` when the dialog is closed). */
  verify: procedure(
    z.object({
      verifyId: VerifyId,
      path: z.string().nullable(),
      kind: z.enum(['folder', 'zip']),
    }),
  ).returns<BundleVerdict | null>(),
  /** Stops it; `verify` or `trust` then fails with `cancelled`. */
  cancelVerify: procedure(z.object({ verifyId: VerifyId })).returns<null>(),
  /**
   * From now on the key is known for the accounts of the bundle it came with. The bundle is verified
   * again, and has to be the one that the user saw: of this manifest, signed with this key.
   */
  trust: procedure(
    z.object({ verifyId: VerifyId, path: z.string(), digest: Sha256, fingerprint: Sha256 }),
  ).returns<null>(),
  presets: procedure(z.object({})).returns<ReportPreset[]>(),
  /** Keeps a preset; one with the same name is replaced. */
  savePreset: procedure(z.object({ preset: ReportPreset })).returns<ReportPreset[]>(),
  deletePreset: procedure(z.object({ name: z.string() })).returns<ReportPreset[]>(),
  signingKey: procedure(z.object({})).returns<SigningKey>(),
  /** Asks where, then writes the public key as PEM. `null` when the dialog was closed. */
  exportKey: procedure(z.object({})).returns<string | null>(),
  /** Makes a new key, signed by the one it replaces. */
  rotateKey: procedure(z.object({})).returns<SigningKey>(),
}
