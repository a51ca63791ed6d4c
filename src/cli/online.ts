import { randomUUID } from 'node:crypto'
import { credentialsOf } from '../main/accounts/secrets.ts'
import type { Archive } from '../main/archive/archive.ts'
import type { ArchiveSubject } from '../main/archive/archives.ts'
import { askAndKeep } from '../main/collect/answers.ts'
import { collectKillLog } from '../main/collect/kill-log.ts'
import { HuaweiClient } from '../main/huawei/client.ts'
import { directly, type NetworkOptions } from '../main/huawei/connections.ts'
import { resolveEndpoints } from '../main/huawei/endpoints.ts'
import { Paces } from '../main/huawei/pace.ts'
import type { Patience } from '../main/huawei/retry.ts'
import { CollectionId } from '../shared/contract/kill-log.ts'
import type { Coverage } from '../shared/model/coverage.ts'
import type { DdmInstanceId, ProjectId } from '../shared/model/ids.ts'
import type { SignIn } from '../shared/model/sign-in.ts'
import type { Bounds } from '../shared/model/time-range.ts'
import { demoEndpoints, openArchive } from './archives.ts'
import type { Caller, Connection, ConnectionOptions, TellProgress } from './connection.ts'
import { readAsker, type Asker } from './environment.ts'
import { UsageError } from './exit-codes.ts'
import { networkOf } from './network.ts'
import { chooseProject } from './project.ts'

/** A way into the cloud, besides what every connection has. */
export interface OnlineConnection extends Connection {
  origin: 'service'
  /** Brings what the archive lacks of a kill log into it, or everything anew. */
  collect(
    order: { instance: DdmInstanceId; bounds: Bounds; what: 'missing' | 'all' },
    signal: AbortSignal,
    tell: TellProgress,
  ): Promise<Coverage>
  /** Where the kill log is collected into: the archive, or one in memory. */
  store(): Promise<Archive>
}

/** Always the same demo data, but for the clock. */
const demoSeed = 7

/** What a client needs besides the account. */
interface Terms {
  network: NetworkOptions
  paces: Paces
  patience: Patience
}

/**
 * Finds out who asks, and where; signs in when the first question is asked. The project list is
 * only asked for where the environment names no project.
 * @throws UsageError, AuditDeskError
 */
export async function connect(
  options: ConnectionOptions,
  caller: Caller,
): Promise<OnlineConnection> {
  if (options.demo === true) return startDemo(options, caller)
  const asker = readAsker(caller.environment, options)
  const { network, paces } = await networkOf(options)
  const { words, patience, signal } = caller
  asker.notes.forEach(words.say)
  const projectId =
    asker.projectId ?? (await chooseProject(asker, { network, patience }, words, signal))
  return open(asker, projectId, { network, paces, patience }, options, caller)
}

async function startDemo(options: ConnectionOptions, caller: Caller): Promise<OnlineConnection> {
  const { iamEndpoint, dbssEndpoint, ddmEndpoint, caFile, dbssPerSecond, ddmPerMinute } = options
  if (iamEndpoint ?? dbssEndpoint ?? ddmEndpoint) {
    throw new UsageError('--demo has endpoints of its own: leave out --…-endpoint.')
  }
  if (caFile ?? dbssPerSecond ?? ddmPerMinute) {
    throw new UsageError(
      '--demo uses no network and has no limits: leave out --ca-file, --dbss-per-second and --ddm-per-minute.',
    )
  }
  const { startSimulator } = await import('../simulator/simulator.ts')
  const simulator = await startSimulator({ seed: demoSeed })
  const [tenant] = simulator.tenants
  if (tenant === undefined) throw new RangeError('the simulator has no tenant')
  const { iam, dbss, ddm } = simulator
  const asker = readAsker(
    {
      HW_DOMAIN_NAME: tenant.domainName,
      HW_USER_NAME: tenant.userName,
      HW_USER_PASSWORD: tenant.password,
      HW_REGION_NAME: tenant.region,
      HW_PROJECT_ID: tenant.projectId,
    },
    { iamEndpoint: iam, dbssEndpoint: dbss, ddmEndpoint: ddm },
  )
  const { projectId } = asker
  if (projectId === null) throw new RangeError('the demo tenant has no project')
  const terms = { network: directly, paces: new Paces({}), patience: caller.patience }
  const connection = await open(asker, projectId, terms, options, caller)
  return {
    ...connection,
    async close() {
      await connection.close()
      await simulator.close()
    },
  }
}

async function open(
  { place: { region, endpoints }, signIn, secret }: Asker,
  projectId: ProjectId,
  terms: Terms,
  options: ConnectionOptions,
  { words }: Caller,
): Promise<OnlineConnection> {
  const { demo = false, archive: folder, dbssTimeZone = null } = options
  const credentials = credentialsOf(signIn, secret)
  const { method, ...who } = signIn
  const { dbss, ddm } = resolveEndpoints(region, endpoints)
  const accountName = accountNameOf(signIn)
  const subject: ArchiveSubject = {
    region,
    projectId,
    // The simulator’s change with every run, and the archive is to be found again.
    endpoints: demo ? demoEndpoints : { dbss, ddm },
    accountName,
  }
  const kept = folder === undefined ? null : await openArchive(folder, subject, words)
  const client = new HuaweiClient({ region, endpoints, projectId, credentials, ...terms })

  let inMemory: Promise<Archive> | null = null
  const store = async (): Promise<Archive> => {
    if (kept !== null) return kept
    inMemory ??= import('../main/archive/archive.ts').then(({ Archive }) =>
      Archive.inMemory(subject),
    )
    return inMemory
  }
  const collect: OnlineConnection['collect'] = async (order, signal, tell) => {
    const { killLog } = await store()
    const { instance, bounds, what } = order
    const collectionId = CollectionId.parse(randomUUID())
    return collectKillLog({
      ...{ client, store: killLog, instanceId: instance, range: bounds, what, collectionId },
      inBackground: false,
      signal,
      onProgress: (progress) => {
        if (progress.waiting === null) tell(progress)
      },
    })
  }

  return {
    origin: 'service',
    account: { signIn: method, ...who, region, projectId },
    accountName,
    endpoints: { dbss, ddm },
    dbssTimeZone,
    demo,
    archive: kept?.path ?? null,
    async ask(question, timeZone, signal) {
      const answers = kept === null ? null : () => Promise.resolve(kept.answers)
      const zone = timeZone?.zone ?? null
      const { collected, unkept } = await askAndKeep(client, answers, question, zone, signal)
      return { ...collected, timeZone, unkept }
    },
    async killLog(instance, { range, bounds: asked }, signal, tell) {
      const coverage = await collect({ instance, bounds: asked, what: 'all' }, signal, tell)
      const archive = await store()
      const { range: bounds } = coverage
      const isCut = range.kind === 'bounds' && bounds.to !== asked.to
      const note = isCut ? `The range ends at ${bounds.to}, when the service was asked` : null
      return { archive, store: archive.killLog, coverage, bounds, note }
    },
    collect,
    store,
    watchWaits: (watcher) => void client.watchWaits(watcher),
    async close() {
      await client.close()
      await (kept ?? (await inMemory))?.close()
    },
  }
}

function accountNameOf(signIn: SignIn): string {
  switch (signIn.method) {
    case 'password':
    case 'password-totp':
      return signIn.domainName
    case 'agency':
      return signIn.agencyDomainName
    case 'access-key':
      return `the account of key ${signIn.accessKey}`
    case 'temporary-access-key':
      return 'the account of a temporary key'
    case 'token':
      return 'the account of a token'
  }
}
