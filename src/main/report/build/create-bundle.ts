import { randomUUID } from 'node:crypto'
import { lstat, mkdir, rm, rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { CreatedBundle, ReportPlan, ReportProgress } from '../../../shared/model/report.ts'
import { chosenFileError, isFileError } from '../../file-error.ts'
import type { FinishedBundle, Signer } from '../bundle/finish.ts'
import type { KnownKeys } from '../bundle/known-keys.ts'
import type { Ledger } from '../bundle/ledger.ts'
import { daysOf, safePart } from '../file-name.ts'
import { extract } from './extract.ts'
import { asKnown, cancelled } from './failure.ts'
import { runWorker } from './run-worker.ts'
import type { ReportSource } from './source.ts'

export interface BundleJob {
  plan: ReportPlan
  /** One per subject of the plan, in its order. */
  sources: readonly ReportSource[]
  /** The folder that the bundle's own folder is made in; made if it isn't there. */
  folder: string
  app: { name: string; version: string }
  /** Milliseconds since the epoch: when the report is made. */
  now: () => number
  /** IANA name, of the computer. */
  timeZone: string
  signer: Signer
  /** Where the bundle is noted once it is there. */
  ledger: Ledger
  /** By which bundles made here are told from others. */
  knownKeys: KnownKeys
  /** Turns a page into a PDF, absolute paths; `null` where there is no window to do it. */
  toPdf: ((page: string, pdf: string, signal: AbortSignal) => Promise<void>) | null
  signal: AbortSignal
  onProgress: (progress: ReportProgress) => void
}

/**
 * Makes a bundle: reads the archives, writes every format, signs, and gives the folder its name when
 * all of it is on the disk. Asks no service. Whatever goes wrong, and when it is stopped, nothing is
 * left. Nothing is ever replaced: where the name is taken the bundle gets the next number.
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function createBundle(job: BundleJob): Promise<CreatedBundle> {
  const { plan, signer, signal } = job
  job.onProgress({ stage: 'read', file: null, rows: 0, rowsTotal: null, bytes: 0, left: null })
  const parent = resolve(job.folder)
  const wasThere = await isThere(parent)
  const staging = join(parent, `.audit-report-${randomUUID()}.tmp`)
  const [work, bundle] = [join(staging, 'work'), join(staging, 'bundle')]
  const createdAt = new Date(job.now()).toISOString()
  let isDone = false
  try {
    await makeFolder(parent, 0o777)
    await makeFolder(join(work, 'spill'), 0o700)
    await makeFolder(bundle, 0o777)
    const extracted = await extract({
      ...{ plan, sources: job.sources, folder: work, signal },
      onProgress: (rows) =>
        job.onProgress({ stage: 'read', file: null, rows, rowsTotal: null, bytes: 0, left: null }),
    })
    if (signal.aborted) throw cancelled()
    const { fingerprint, publicPem, kept, history } = signer
    const finished = await runWorker(
      {
        ...{ plan, extract: extracted, work, bundle, createdAt },
        final: await unusedName(parent, bundleName(job), plan.zip),
        app: job.app,
        timeZone: job.timeZone,
        signer: { fingerprint, publicPem, kept, history },
        canPrint: job.toPdf !== null,
      },
      {
        sign: (bytes) => signer.sign(bytes),
        print: job.toPdf,
        onProgress: job.onProgress,
        signal,
      },
    )
    await note(job, finished, createdAt)
    isDone = true
    const { folder, zip, files, bytes, complete, reasons, digest } = finished
    return { folder, zip, files, bytes, complete, reasons, digest }
  } catch (error) {
    throw signal.aborted ? cancelled() : asKnown(error)
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    if (!isDone && !wasThere) await rmdir(parent).catch(() => undefined)
  }
}

/** A bundle that can't be noted is none: every bundle there is stands in the ledger. */
async function note(job: BundleJob, finished: FinishedBundle, at: string): Promise<void> {
  const { plan, sources, signer } = job
  try {
    await job.ledger.append({
      at,
      author: plan.author,
      what: `${sources.map(({ label }) => label).join(', ')}, ${plan.range.from} to ${plan.range.to}: ${plan.sections.join(', ')}`,
      where: finished.folder,
      digest: finished.digest,
      key: signer.fingerprint,
    })
    await job.knownKeys.add(sources, signer.fingerprint, 'made-here', new Date(at))
  } catch (error) {
    await rm(finished.folder, { recursive: true, force: true })
    if (finished.zip !== null) await rm(finished.zip, { force: true })
    throw error
  }
}

/**
 * What a bundle's folder is called: `audit-report_<accounts>_<first day>_<last day>`, days in UTC. Of
 * more than two accounts the first is named, and how many there are besides.
 */
export function bundleName({ plan, sources }: Pick<BundleJob, 'plan' | 'sources'>): string {
  const labels = sources.map(({ label }) => safePart(label))
  const [first = 'unnamed', ...others] = labels
  const whose = labels.length > 2 ? `${first}-and-${others.length}-more` : labels.join('+')
  return ['audit-report', whose, ...daysOf(plan.range)].join('_')
}

/** The name, or where it or its zip is there already the same with `-2`, `-3`, … */
async function unusedName(parent: string, name: string, zip: boolean): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`)
    if (!(await isThere(path)) && !(zip && (await isThere(`${path}.zip`)))) return path
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return false
    throw isFileError(error) ? chosenFileError(path, error) : error
  }
}

async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode })
  } catch (error) {
    throw isFileError(error) ? chosenFileError(path, error) : error
  }
}
