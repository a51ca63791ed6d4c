import { credentialsOf } from '../main/accounts/secrets.ts'
import type { Project } from '../shared/model/account.ts'
import type { ProjectId } from '../shared/model/ids.ts'
import type { SignIn } from '../shared/model/sign-in.ts'
import { AuditDeskError } from '../shared/errors.ts'
import { HuaweiClient } from '../main/huawei/client.ts'
import { resolveEndpoints, type Endpoints } from '../main/huawei/endpoints.ts'
import { listProjects } from '../main/huawei/iam.ts'
import { Paces } from '../main/huawei/pace.ts'
import type { Patience } from '../main/huawei/retry.ts'
import { readSignIn, type Asker, type EndpointOptions } from './environment.ts'
import { UsageError } from './exit-codes.ts'
import type { Words } from './words.ts'

/** One account and the way into its cloud. */
export interface Connection {
  client: HuaweiClient
  account: SignIn & { region: string; projectId: ProjectId }
  /** Whose data it is, for people: the account's name, or what is known instead. */
  accountName: string
  endpoints: Endpoints
  /** Whether the cloud is the embedded simulator. */
  demo: boolean
  close(): Promise<void>
}

export interface ConnectionOptions extends EndpointOptions {
  demo?: true
}

/** Who asks for a connection, and on what terms. */
export interface Caller {
  environment: Readonly<Record<string, string | undefined>>
  words: Words
  patience: Patience
  signal: AbortSignal
}

/** Always the same demo data, but for the clock. */
const demoSeed = 7

/**
 * Finds out who asks, and where; signs in when the first question is asked. The project list is
 * only asked for where the environment names no project.
 * @throws UsageError, AuditDeskError
 */
export async function connect(options: ConnectionOptions, caller: Caller): Promise<Connection> {
  const { environment, patience } = caller
  if (options.demo !== true) {
    const signIn = readSignIn(environment, options)
    const projectId = signIn.projectId ?? (await chooseProject(signIn, caller))
    return connectionOf(signIn, projectId, patience, false, () => Promise.resolve())
  }
  if (options.iamEndpoint ?? options.dbssEndpoint ?? options.ddmEndpoint) {
    throw new UsageError('--demo has endpoints of its own: leave out --…-endpoint.')
  }
  const { startSimulator } = await import('../simulator/simulator.ts')
  const simulator = await startSimulator({ seed: demoSeed })
  const [tenant] = simulator.tenants
  if (tenant === undefined) throw new RangeError('the simulator has no tenant')
  const { iam, dbss, ddm } = simulator
  const signIn = readSignIn(
    {
      HW_DOMAIN_NAME: tenant.domainName,
      HW_USER_NAME: tenant.userName,
      HW_USER_PASSWORD: tenant.password,
      HW_REGION_NAME: tenant.region,
      HW_PROJECT_ID: tenant.projectId,
    },
    { iamEndpoint: iam, dbssEndpoint: dbss, ddmEndpoint: ddm },
  )
  const projectId = signIn.projectId
  if (projectId === null) throw new RangeError('the demo tenant has no project')
  return connectionOf(signIn, projectId, patience, true, () => simulator.close())
}

function connectionOf(
  { place: { region, endpoints }, signIn, secret }: Asker,
  projectId: ProjectId,
  patience: Patience,
  demo: boolean,
  closeCloud: () => Promise<void>,
): Connection {
  const credentials = credentialsOf(signIn, secret)
  const client = new HuaweiClient({
    region,
    endpoints,
    projectId,
    credentials,
    patience,
    ...(demo ? { paces: new Paces({}) } : {}),
  })
  return {
    client,
    account: { ...signIn, region, projectId },
    accountName: accountName(signIn),
    endpoints: resolveEndpoints(region, endpoints),
    demo,
    async close() {
      await client.close()
      await closeCloud()
    },
  }
}

function accountName(signIn: SignIn): string {
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

async function chooseProject(
  { place: { region, endpoints }, signIn, secret }: Asker,
  { words, patience, signal }: Caller,
): Promise<ProjectId> {
  const credentials = credentialsOf(signIn, secret)
  const listed = await listProjects({ region, endpoints, credentials, patience }, signal)
  const projects = listed.filter(({ enabled }) => enabled)
  const chosen = onlyOne(projects.filter(({ name }) => name === region)) ?? onlyOne(projects)
  if (chosen !== null) {
    words.say(`HW_PROJECT_ID is not set: using project ${chosen.name} (${chosen.id}).`)
    return chosen.id
  }
  if (projects.length === 0) {
    throw new AuditDeskError({
      code: 'not-found',
      message: `The user may enter no project of region ${region}.`,
      retryable: false,
      hint: 'Check HW_REGION_NAME, or ask the account’s administrator for access to a project.',
    })
  }
  const list = projects.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
  throw new UsageError(`Which project? Set HW_PROJECT_ID to one of these:\n${list}`)
}

function onlyOne(projects: readonly Project[]): Project | null {
  const [first, ...others] = projects
  return first === undefined || others.length > 0 ? null : first
}
