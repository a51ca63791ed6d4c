import { credentialsOf } from '../main/accounts/secrets.ts'
import { HuaweiClient } from '../main/huawei/client.ts'
import { directly, type NetworkOptions } from '../main/huawei/connections.ts'
import { resolveEndpoints, type Endpoints } from '../main/huawei/endpoints.ts'
import { Paces } from '../main/huawei/pace.ts'
import type { Patience } from '../main/huawei/retry.ts'
import type { ProjectId } from '../shared/model/ids.ts'
import type { SignIn, SignInMethod } from '../shared/model/sign-in.ts'
import type { TimeZone } from '../shared/model/time-zone.ts'
import { readAsker, type Asker, type EndpointOptions, type Environment } from './environment.ts'
import { UsageError } from './exit-codes.ts'
import { networkOf, type NetworkChoices } from './network.ts'
import { chooseProject } from './project.ts'
import type { Words } from './words.ts'

/** One account and the way into its cloud. */
export interface Connection {
  client: HuaweiClient
  /** Besides these, the names that the way to sign in has (see `SignIn`); holds no secret. */
  account: { signIn: SignInMethod; region: string; projectId: ProjectId }
  /** Whose data it is, for people: the account's name, or what is known instead. */
  accountName: string
  endpoints: Endpoints
  /** What the user says about the zone of DBSS times; `null` for nothing. */
  dbssTimeZone: TimeZone | null
  /** Whether the cloud is the embedded simulator. */
  demo: boolean
  close(): Promise<void>
}

export interface ConnectionOptions extends EndpointOptions, NetworkChoices {
  demo?: true
  dbssTimeZone?: TimeZone
}

/** Who asks for a connection, and on what terms. */
export interface Caller {
  environment: Environment
  words: Words
  patience: Patience
  signal: AbortSignal
}

/** What a client needs besides the account. */
interface Terms {
  network: NetworkOptions
  paces: Paces
  patience: Patience
}

/** Always the same demo data, but for the clock. */
const demoSeed = 7

/**
 * Finds out who asks, and where; signs in when the first question is asked. The project list is
 * only asked for where the environment names no project.
 * @throws UsageError, AuditDeskError
 */
export async function connect(options: ConnectionOptions, caller: Caller): Promise<Connection> {
  const dbssTimeZone = options.dbssTimeZone ?? null
  if (options.demo === true) {
    const demo = await startDemo(options, caller)
    return { ...demo, dbssTimeZone }
  }
  const asker = readAsker(caller.environment, options)
  const { network, paces } = await networkOf(options)
  const { words, patience, signal } = caller
  asker.notes.forEach(words.say)
  const projectId =
    asker.projectId ?? (await chooseProject(asker, { network, patience }, words, signal))
  const terms = { network, paces, patience }
  return { ...connectionOf(asker, projectId, terms), dbssTimeZone, demo: false }
}

async function startDemo(
  options: ConnectionOptions,
  { patience }: Caller,
): Promise<Omit<Connection, 'dbssTimeZone'>> {
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
  const terms = { network: directly, paces: new Paces({}), patience }
  const connection = connectionOf(asker, projectId, terms)
  return {
    ...connection,
    demo: true,
    async close() {
      await connection.close()
      await simulator.close()
    },
  }
}

function connectionOf(
  { place: { region, endpoints }, signIn, secret }: Asker,
  projectId: ProjectId,
  terms: Terms,
): Omit<Connection, 'dbssTimeZone' | 'demo'> {
  const credentials = credentialsOf(signIn, secret)
  const client = new HuaweiClient({ region, endpoints, projectId, credentials, ...terms })
  const { method, ...who } = signIn
  return {
    client,
    account: { signIn: method, ...who, region, projectId },
    accountName: accountNameOf(signIn),
    endpoints: resolveEndpoints(region, endpoints),
    close: () => client.close(),
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
