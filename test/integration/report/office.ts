import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Archive } from '../../../src/main/archive/archive.ts'
import { askerOf, collectForReport } from '../../../src/main/collect/for-report.ts'
import { knownInstances } from '../../../src/main/collect/known-instances.ts'
import { createBundle, type BundleJob } from '../../../src/main/report/build/create-bundle.ts'
import type { ReportSource } from '../../../src/main/report/build/source.ts'
import { KnownKeys } from '../../../src/main/report/bundle/known-keys.ts'
import { Ledger } from '../../../src/main/report/bundle/ledger.ts'
import { Manifest } from '../../../src/main/report/bundle/manifest.ts'
import { SigningKeys } from '../../../src/main/report/bundle/signing-keys.ts'
import { AccountId, ProjectId } from '../../../src/shared/model/ids.ts'
import {
  reportFormats,
  reportSections,
  type CreatedBundle,
  type ReportPlan,
} from '../../../src/shared/model/report.ts'
import {
  startSimulator,
  type SimulatedTenant,
  type SimulatorOptions,
} from '../../../src/simulator/simulator.ts'
import { anySignal, clientOfTenant } from '../../support/client.ts'

/** When everything in these tests happens. */
export const moment = Date.parse('2026-05-20T12:00:00Z')
export const week = { from: '2026-05-12T00:00:00.000Z', to: '2026-05-19T00:00:00.000Z' }

type AtEnd = (end: () => Promise<void>) => void

/** A place where reports are made: a folder, a key, a ledger. */
export interface Office {
  folder: string
  ledger: Ledger
  knownKeys: KnownKeys
  make(sources: readonly ReportSource[], over?: Partial<BundleJob>): Promise<CreatedBundle>
}

/** @param atEnd takes what is to be done when it is no longer wanted */
export async function openOffice(atEnd: AtEnd = onTestFinished): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  const ledger = new Ledger(join(folder, 'profile', 'ledger.jsonl'))
  const knownKeys = new KnownKeys(join(folder, 'profile', 'known-keys.json'), () => undefined)
  let secret: string | null = null
  const keys = new SigningKeys({
    store: {
      backend: () => Promise.resolve({ kind: 'keychain' }),
      get: () => Promise.resolve(secret),
      set: (value) => {
        secret = value
        return Promise.resolve()
      },
    },
    path: join(folder, 'profile', 'keys.json'),
    now: () => moment,
    tell: () => undefined,
  })
  const signer = await keys.current()
  return {
    folder,
    ledger,
    knownKeys,
    make: (sources, over = {}) =>
      createBundle({
        plan: planFor(sources),
        sources,
        folder: join(folder, 'reports'),
        app: { name: 'Audit Desk', version: '0.0.0' },
        now: () => moment,
        timeZone: 'Europe/Berlin',
        signer,
        ledger,
        knownKeys,
        toPdf: null,
        signal: anySignal,
        onProgress: () => undefined,
        ...over,
      }),
  }
}

export function planFor(
  sources: readonly Pick<ReportSource, 'accountId'>[],
  over: Partial<ReportPlan> = {},
): ReportPlan {
  return {
    subjects: sources.map(({ accountId }) => ({
      accountId,
      auditInstanceIds: [],
      ddmInstanceIds: [],
    })),
    range: week,
    sections: [...reportSections],
    formats: [...reportFormats],
    language: 'en',
    author: 'A. Auditor',
    note: 'Reviewed on Monday.',
    csvBom: false,
    zip: false,
    ...over,
  }
}

/**
 * Archives of the simulator's tenants, or of the first `count`, with what a report of the week is made
 * from.
 * @param atEnd takes what is to be done when they are no longer wanted
 */
export async function collectedTenants(
  { count, ...options }: Partial<SimulatorOptions> & { count?: number } = {},
  atEnd: AtEnd = onTestFinished,
): Promise<ReportSource[]> {
  const simulator = await startSimulator({ seed: 7, now: () => moment, ...options })
  try {
    const sources: ReportSource[] = []
    for (const [index, tenant] of simulator.tenants.slice(0, count).entries()) {
      const archive = await emptyArchive(tenant)
      atEnd(() => archive.close())
      const client = clientOfTenant(simulator, index)
      const source = await sourceOf(tenant, archive)
      const plan = planFor([source])
      const failures = await collectForReport({
        ...{ asker: askerOf(client, archive, anySignal), plan, subject: plan.subjects[0]! },
        timeZone: () => 'UTC',
        signal: anySignal,
        onProgress: () => undefined,
      })
      await client.close()
      if (failures.length > 0) throw new Error(failures.join('\n'))
      sources.push(await sourceOf(tenant, archive))
    }
    return sources
  } finally {
    await simulator.close()
  }
}

const endpoints = { dbss: 'https://dbss.demo.invalid', ddm: 'https://ddm.demo.invalid' }

function emptyArchive({ region, projectId, domainName }: SimulatedTenant): Promise<Archive> {
  return Archive.inMemory({ region, projectId, endpoints, accountName: domainName })
}

async function sourceOf(
  { region, projectId, domainName, projectName }: SimulatedTenant,
  archive: Archive,
): Promise<ReportSource> {
  return {
    accountId: AccountId.parse(randomUUID()),
    label: domainName,
    ...{ region, projectId, projectName, endpoints },
    demo: true,
    archive,
    ...(await knownInstances(archive, ProjectId.parse(projectId))),
  }
}

export async function manifestOf({ folder }: Pick<CreatedBundle, 'folder'>): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
}

/** Every file of a folder, relative to it with forward slashes, in order. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
