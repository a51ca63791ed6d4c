import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Archive } from '../main/archive/archive.ts'
import { collectForReport } from '../main/collect/for-report.ts'
import { knownInstances } from '../main/collect/known-instances.ts'
import type { ReportProfile } from '../main/report/build/profile.ts'
import type { ReportSource } from '../main/report/build/source.ts'
import { AccountId, AuditInstanceId, DdmInstanceId, ProjectId } from '../shared/model/ids.ts'
import type { QuestionKind, QuestionOf } from '../shared/model/question.ts'
import {
  reportSections,
  type CreatedBundle,
  type ReportPlan,
  type ReportProgress,
} from '../shared/model/report.ts'
import { appArchiveFolder } from './archive-folder.ts'
import { demoEndpoints, isDemo, openNamedArchive } from './archives.ts'
import type { Caller } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import { connect, type OnlineConnection } from './online.ts'
import { formatCount } from './output/text.ts'
import { appIdentity } from './report-profile.ts'
import type { Reporting } from './report-program.ts'
import { describeWait } from './waits.ts'
import { zoneOf } from './zone.ts'

type Chosen = Pick<ReportPlan['subjects'][number], 'auditInstanceIds' | 'ddmInstanceIds'>

/** A project, ready to be reported on. */
interface Opened {
  source: ReportSource
  chosen: Chosen
  close: () => Promise<void>
}

/**
 * Makes a report; asks the service before for what it is made of, unless it is to be made offline.
 * @throws UsageError, AuditDeskError
 */
export async function makeReport(
  request: Reporting,
  caller: Caller,
  profile: ReportProfile,
): Promise<CreatedBundle> {
  const { words, signal } = caller
  request.asked.assumptions.forEach(words.say)
  const open = request.connection.offline === true ? openOffline : openOnline
  const { source, chosen, close } = await open(request, caller)
  try {
    const signer = await profile.keys.current()
    if (signer.kept === 'memory') {
      words.say(
        'There is no keychain: this report is signed with a key made for this run, which nobody can know again.',
      )
    }
    const { createBundle } = await import('../main/report/build/create-bundle.ts')
    return await createBundle({
      plan: planOf(request, source, chosen),
      sources: [source],
      folder: resolve(request.out),
      app: await appIdentity(),
      now: Date.now,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...{ signer, ledger: profile.ledger, knownKeys: profile.knownKeys },
      toPdf: null,
      signal,
      onProgress: (progress) => words.progress(inWords(progress)),
    })
  } finally {
    words.progress('')
    await close()
  }
}

function planOf(request: Reporting, { accountId }: ReportSource, chosen: Chosen): ReportPlan {
  const { asked, formats, language, author, note, csvBom, zip } = request
  return {
    subjects: [{ accountId, ...chosen }],
    range: asked.bounds,
    sections: [...reportSections],
    ...{ formats, language, author, note, csvBom, zip },
  }
}

async function openOffline({ connection, instances }: Reporting, caller: Caller): Promise<Opened> {
  const { archive, subject } = await openNamedArchive(
    { ...connection, readOnly: true },
    caller.environment,
    caller.words,
  )
  try {
    const { accountName: label, region, projectId, endpoints } = subject
    const source = await sourceOf(archive, {
      label,
      region,
      projectId,
      endpoints,
      demo: isDemo(subject),
    })
    return { source, chosen: choose(instances, source), close: () => archive.close() }
  } catch (error) {
    await archive.close()
    throw error
  }
}

async function openOnline(request: Reporting, caller: Caller): Promise<Opened> {
  const { demo = false, archive: named } = request.connection
  const temporary =
    demo && named === undefined ? await mkdtemp(join(tmpdir(), 'audit-desk-')) : null
  const folder = named ?? temporary ?? appArchiveFolder(caller.environment)
  const removeTemporary = async (): Promise<void> => {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true })
  }
  let connection: OnlineConnection | null = null
  try {
    connection = await connect({ ...request.connection, archive: folder }, caller)
    const opened = connection
    return {
      ...(await collect(opened, request, caller)),
      close: async () => {
        await opened.close()
        await removeTemporary()
      },
    }
  } catch (error) {
    await connection?.close()
    await removeTemporary()
    throw error
  }
}

/** Brings what the report is made of into the archive. What fails is said. */
async function collect(
  connection: OnlineConnection,
  { asked, instances }: Reporting,
  { words, signal }: Caller,
): Promise<Omit<Opened, 'close'>> {
  const { demo, accountName, account, dbssTimeZone } = connection
  if (demo) words.say('Demo data: a simulated cloud, not a real account.')
  connection.watchWaits((wait) => words.wait(describeWait(wait)))
  const archive = await connection.store()
  const about = {
    label: demo ? accountName : (await archive.info()).accountName,
    region: account.region,
    projectId: account.projectId,
    endpoints: demo ? demoEndpoints : connection.endpoints,
    demo,
  }
  if (instances.length > 0) {
    await connection.ask<'audit-instances'>({ kind: 'audit-instances' }, null, signal)
    await connection.ask<'ddm-instances'>({ kind: 'ddm-instances' }, null, signal)
  }
  const chosen = choose(instances, await sourceOf(archive, about))
  const failures = await collectForReport({
    asker: {
      ask: <K extends QuestionKind>(question: QuestionOf<K>, zone: string | null) =>
        connection.ask<K>(question, zone === null ? null : { zone, source: '' }, signal),
      collectKillLog: (instance, bounds, onRows) =>
        connection.collect({ instance, bounds, what: 'missing' }, signal, ({ rows }) =>
          onRows(rows),
        ),
    },
    plan: { range: asked.bounds, sections: [...reportSections] },
    subject: chosen,
    timeZone: (instance) => zoneOf(dbssTimeZone, instance).zone,
    signal,
    onProgress: (what, rows) =>
      words.progress(rows === 0 ? what : `${what}: ${formatCount(rows)} rows`),
  })
  words.progress('')
  for (const failure of failures) words.say(failure)
  return { source: await sourceOf(archive, about), chosen }
}

async function sourceOf(
  archive: Archive,
  about: Pick<ReportSource, 'label' | 'region' | 'projectId' | 'endpoints' | 'demo'>,
): Promise<ReportSource> {
  return {
    accountId: AccountId.parse(randomUUID()),
    ...about,
    projectName: about.projectId,
    archive,
    ...(await knownInstances(archive, ProjectId.parse(about.projectId))),
  }
}

/** @throws UsageError for an id that neither list has */
function choose(typed: readonly string[], { auditInstances, ddmInstances }: ReportSource): Chosen {
  const isIn = (list: ReportSource['auditInstances'], id: string): boolean =>
    list.instances.some((instance) => instance.id === id)
  const unknown = typed.find((id) => !isIn(auditInstances, id) && !isIn(ddmInstances, id))
  if (unknown !== undefined) {
    const all = [...auditInstances.instances, ...ddmInstances.instances]
    const list = all.map(({ id, name }) => `\n  ${id}  ${name ?? ''}`).join('')
    throw new UsageError(
      `--instance ${unknown}: the lists of instances don’t have it.${all.length === 0 ? ' They are empty.' : ` They have:${list}`}`,
    )
  }
  return {
    auditInstanceIds: typed
      .filter((id) => isIn(auditInstances, id))
      .map((id) => AuditInstanceId.parse(id)),
    ddmInstanceIds: typed
      .filter((id) => isIn(ddmInstances, id))
      .map((id) => DdmInstanceId.parse(id)),
  }
}

function inWords({ stage, file, rows, rowsTotal, bytes, left }: ReportProgress): string {
  const of = rowsTotal === null ? '' : ` of ${formatCount(rowsTotal)}`
  const rest = left === null ? '' : `, ${Math.ceil(left / 1000)} s left`
  return `${file ?? stage}: ${formatCount(rows)}${of} rows, ${formatCount(bytes)} bytes${rest}`
}
