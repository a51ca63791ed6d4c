import type { Handlers } from '../../shared/contract/index.ts'
import type {
  ReportId,
  SigningKey as SigningKeyFacts,
  VerifyId,
} from '../../shared/contract/reports.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { BundleVerdict } from '../../shared/model/evidence.ts'
import type { CreatedBundle, ReportPlan, ReportSubject } from '../../shared/model/report.ts'
import { archiveSubject } from '../accounts/archive-subject.ts'
import type { Scopes } from '../accounts/scopes.ts'
import type { ReportProfile } from '../report/build/profile.ts'
import type { ReportSource } from '../report/build/source.ts'
import type { SigningKey } from '../report/bundle/signing-keys.ts'
import type { Runs } from '../report/runs.ts'
import type { ReportPresets } from '../settings/report-presets.ts'
import type { Emit } from './events.ts'

export interface ReportServices {
  scopes: Scopes
  /** What the profile keeps about reports; read when it is first wanted. */
  reportProfile: () => Promise<ReportProfile>
  reportPresets: ReportPresets
  /** What is under way; whoever quits stops it. */
  reportRuns: Runs
  emit: Emit
  appVersion: string
  /** Each asks the user. @returns a path, or `null` if they closed the dialog */
  askForFolder: () => Promise<string | null>
  askForBundle: (kind: 'folder' | 'zip') => Promise<string | null>
  askWhereToSavePem: (proposedName: string) => Promise<string | null>
  /** Shows a folder in the system's browser of files. */
  showFolder: (path: string) => void
  /** Turns a page into a PDF; `null` where there is no window to. */
  toPdf: ((page: string, pdf: string, signal: AbortSignal) => Promise<void>) | null
}

/** The procedures of the domain `reports`. What they are made of is loaded when first wanted. */
export function reportHandlers(services: ReportServices): Handlers['reports'] {
  const { scopes, reportProfile, reportPresets, reportRuns, emit } = services

  async function verified(verifyId: VerifyId, path: string): Promise<BundleVerdict> {
    const { verifyInThread } = await import('../report/bundle/verify-in-thread.ts')
    const { knownKeys } = await reportProfile()
    const known = await knownKeys.list()
    return reportRuns.run(verifyId, (signal) =>
      verifyInThread(path, {
        knownKeys: known,
        signal,
        onProgress: (progress) => {
          emit('reports.verifyProgress', { verifyId, ...progress })
        },
      }),
    )
  }

  async function create(
    reportId: ReportId,
    plan: ReportPlan,
    collectFirst: boolean,
    signal: AbortSignal,
  ): Promise<CreatedBundle | null> {
    const folder = await services.askForFolder()
    if (folder === null) return null
    const tell = (progress: Parameters<typeof emit<'reports.progress'>>[1]): void => {
      emit('reports.progress', progress)
    }
    if (collectFirst) {
      for (const subject of plan.subjects) {
        await collect(scopes, plan, subject, signal, (what, rows) => {
          tell({
            ...{ reportId, stage: 'collect', file: what, rows },
            ...{ rowsTotal: null, bytes: 0, left: null },
          })
        })
      }
    }
    const { createBundle } = await import('../report/build/create-bundle.ts')
    const { keys, knownKeys, ledger } = await reportProfile()
    return createBundle({
      plan,
      sources: await sourcesOf(scopes, plan),
      folder,
      app: { name: 'Audit Desk', version: services.appVersion },
      now: Date.now,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...{ signer: await keys.current(), ledger, knownKeys, toPdf: services.toPdf, signal },
      onProgress: (progress) => {
        tell({ reportId, ...progress })
      },
    })
  }

  return {
    preview: async ({ plan }) => {
      const { preview } = await import('../report/build/preview.ts')
      return preview(plan, await sourcesOf(scopes, plan))
    },
    create: ({ reportId, plan, collectFirst }) =>
      reportRuns.run(reportId, (signal) => create(reportId, plan, collectFirst, signal)),
    cancel: ({ reportId }) => {
      reportRuns.stop(reportId)
      return Promise.resolve(null)
    },
    ledger: async () => (await reportProfile()).ledger.read(),
    show: async ({ folder }) => {
      const { entries } = await (await reportProfile()).ledger.read()
      // The page may have no other folder shown than those the ledger names.
      if (!entries.some(({ where }) => where === folder)) throw unlisted(folder)
      services.showFolder(folder)
      return null
    },
    verify: async ({ verifyId, path, kind }) => {
      const chosen = path ?? (await services.askForBundle(kind))
      return chosen === null ? null : verified(verifyId, chosen)
    },
    cancelVerify: ({ verifyId }) => {
      reportRuns.stop(verifyId)
      return Promise.resolve(null)
    },
    trust: async ({ verifyId, path, digest, fingerprint }) => {
      const verdict = await verified(verifyId, path)
      const { intact, key, bundle } = verdict
      if (verdict.digest !== digest || key?.fingerprint !== fingerprint) throw another(path)
      if (!intact || bundle === null) throw untrustworthy()
      const { knownKeys } = await reportProfile()
      await knownKeys.add(bundle.accounts, key.fingerprint, 'trusted', new Date())
      return null
    },
    presets: () => reportPresets.list(),
    savePreset: ({ preset }) => reportPresets.save(preset),
    deletePreset: ({ name }) => reportPresets.delete(name),
    signingKey: async () => factsOf(await (await reportProfile()).keys.current()),
    exportKey: async () => {
      const { fingerprint, publicPem } = await (await reportProfile()).keys.current()
      const path = await services.askWhereToSavePem(`audit-desk-${fingerprint.slice(0, 16)}.pem`)
      if (path === null) return null
      const { writeFileAtomically } = await import('../accounts/atomic-file.ts')
      await writeFileAtomically(path, publicPem)
      return path
    },
    rotateKey: async () => factsOf(await (await reportProfile()).keys.rotate()),
  }
}

async function collect(
  scopes: Scopes,
  plan: ReportPlan,
  subject: ReportSubject,
  signal: AbortSignal,
  onProgress: (what: string, rows: number) => void,
): Promise<void> {
  const { askerOf, collectForReport } = await import('../collect/for-report.ts')
  const { account, client, lifetime } = await scopes.open(subject.accountId)
  const archive = await scopes.archive(account.id)
  const stop = AbortSignal.any([signal, lifetime])
  // What could not be obtained is told of by the report itself.
  await collectForReport({
    asker: askerOf(client, archive, stop),
    ...{ plan, subject, signal: stop, onProgress },
    timeZone: ({ id, timeZone }) =>
      timeZone ?? scopes.timeZones(account.id).get(id) ?? account.dbssTimeZone,
  })
}

/** The accounts of a plan, in its order, and what their archives know. Asks no service. */
async function sourcesOf(scopes: Scopes, plan: ReportPlan): Promise<ReportSource[]> {
  const { knownInstances } = await import('../collect/known-instances.ts')
  return Promise.all(
    plan.subjects.map(async ({ accountId }) => {
      const account = scopes.account(accountId)
      const archive = await scopes.archive(accountId)
      const { region, projectId, projectName, demo } = account
      const { endpoints } = archiveSubject(account)
      return {
        ...{ accountId, label: account.name, region, projectId, projectName, endpoints, demo },
        archive,
        ...(await knownInstances(archive, projectId)),
      }
    }),
  )
}

function factsOf({ fingerprint, kept, history }: SigningKey): SigningKeyFacts {
  const record = history.find((each) => each.fingerprint === fingerprint)
  return {
    fingerprint,
    createdAt: record?.from ?? '',
    backend: kept,
    rotations: history.length - 1,
  }
}

function unlisted(folder: string): AuditDeskError {
  return new AuditDeskError({
    code: 'not-found',
    message: `The list of reports has no folder ${folder}.`,
    retryable: false,
  })
}

function another(path: string): AuditDeskError {
  return new AuditDeskError({
    code: 'input',
    message: `${path} is another bundle now than the one that was shown. Its key was not trusted.`,
    retryable: false,
    hint: 'Verify it again, and compare the fingerprint that is shown then.',
  })
}

function untrustworthy(): AuditDeskError {
  return new AuditDeskError({
    code: 'input',
    message: 'Only the key of a bundle that is unchanged since it was signed can be trusted.',
    retryable: false,
  })
}
