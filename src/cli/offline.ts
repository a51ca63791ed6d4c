import type { Archive } from '../main/archive/archive.ts'
import { askArchive } from '../main/collect/answers.ts'
import { AuditDeskError } from '../shared/errors.ts'
import { ProjectId, type DdmInstanceId } from '../shared/model/ids.ts'
import { resolveBounds } from '../shared/model/time-range.ts'
import { isDemo, openNamedArchive } from './archives.ts'
import type { Caller, Connection, ConnectionOptions } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import type { AskedRange } from './range.ts'
import type { KnownZone } from './zone.ts'

/**
 * Answers from the archive alone: knows no password, opens no connection.
 * @throws UsageError, AuditDeskError
 */
export async function openOffline(
  options: ConnectionOptions,
  { environment, words }: Pick<Caller, 'environment' | 'words'>,
): Promise<Connection> {
  const { archive, subject } = await openNamedArchive(
    { ...options, readOnly: true },
    environment,
    words,
  )
  const { region, endpoints, accountName } = subject
  const projectId = ProjectId.parse(subject.projectId)
  const { dbssTimeZone = null } = options
  return {
    origin: 'archive',
    account: { name: accountName, region, projectId },
    accountName,
    endpoints,
    dbssTimeZone,
    demo: isDemo(subject),
    archive: archive.path,
    async ask(question) {
      const kept = await askArchive(archive.answers, projectId, question, null).catch(withNextStep)
      if (kept.timeZone !== null && dbssTimeZone !== null && kept.timeZone !== dbssTimeZone) {
        throw new UsageError(
          `--dbss-time-zone ${dbssTimeZone}: the archive was answered in ${kept.timeZone}. Leave the option out, or ask the service.`,
        )
      }
      return { ...kept.collected, timeZone: keptZone(kept.timeZone), unkept: null }
    },
    async killLog(instance, asked) {
      const { bounds, note } = await endingWithArchive(archive, instance, asked)
      const store = archive.killLog
      const coverage = await store.coverage(instance, bounds)
      const isThere = coverage.windows.some(({ collectedAt }) => collectedAt !== null)
      if (!isThere && coverage.rows === 0) throw nothingKept(instance, asked)
      return { archive, store, coverage, bounds, note }
    },
    watchWaits: () => undefined,
    close: () => archive.close(),
  }
}

function keptZone(zone: string | null): KnownZone | null {
  return zone === null
    ? null
    : { zone, source: 'the zone it was asked in, as the archive says', isOfInstance: true }
}

const nextStep =
  'Collect it with sync, or ask the service by the same command with --archive in place of --offline.'

function withNextStep(error: unknown): never {
  if (!(error instanceof AuditDeskError) || error.code !== 'not-found') throw error
  throw new AuditDeskError({ ...error.toReport(), hint: nextStep }, { cause: error })
}

/** A preset ends where the archive does: what is later, it can't know. */
async function endingWithArchive(
  archive: Archive,
  instance: DdmInstanceId,
  asked: AskedRange,
): Promise<Pick<AskedRange, 'bounds'> & { note: string | null }> {
  const { range, bounds } = asked
  if (range.kind === 'bounds') return { bounds, note: null }
  const [row] = await archive.database.rows(
    'SELECT max(covered_to) AS reached FROM kill_window WHERE asked_instance_id = ?',
    [instance],
  )
  const reached = row?.['reached']
  if (!(reached instanceof Date)) throw nothingKept(instance, asked)
  const note = `${range.preset} ends at ${reached.toISOString()}, up to where the archive has this kill log`
  return { bounds: resolveBounds(range, reached.getTime()), note }
}

function nothingKept(instance: DdmInstanceId, { asked }: AskedRange): AuditDeskError {
  const when = 'last' in asked ? `--last ${asked.last}` : `--from ${asked.from} --to ${asked.to}`
  return new AuditDeskError({
    code: 'not-found',
    message: 'The archive has nothing of this kill log.',
    retryable: false,
    hint: `Collect it first: sync --instance ${instance} ${when}`,
  })
}
