import type { Project } from '../shared/model/account.ts'
import type { ProjectId } from '../shared/model/ids.ts'
import { AuditDeskError } from '../shared/errors.ts'
import { HuaweiClient } from '../main/huawei/client.ts'
import { resolveEndpoints, type Endpoints } from '../main/huawei/endpoints.ts'
import { listProjects } from '../main/huawei/iam.ts'
import { Paces } from '../main/huawei/pace.ts'
import { readSignIn, type EndpointOptions, type SignIn } from './environment.ts'
import { UsageError } from './exit-codes.ts'
import type { Words } from './words.ts'

/** One account and the way into its cloud. */
export interface Connection {
  client: HuaweiClient
  account: { domainName: string; userName: string; region: string; projectId: ProjectId }
  endpoints: Endpoints
  /** Whether the cloud is the embedded simulator. */
  demo: boolean
  close(): Promise<void>
}

export interface ConnectionOptions extends EndpointOptions {
  demo?: true
}

/** Always the same demo data, but for the clock. */
const demoSeed = 7

/**
 * Finds out who asks, and where; signs in when the first question is asked. The project list is
 * only asked for where the environment names no project.
 * @throws UsageError, AuditDeskError
 */
export async function connect(
  options: ConnectionOptions,
  environment: Readonly<Record<string, string | undefined>>,
  words: Words,
  signal: AbortSignal,
): Promise<Connection> {
  if (options.demo !== true) {
    const signIn = readSignIn(environment, options)
    const projectId = signIn.projectId ?? (await chooseProject(signIn, words, signal))
    return connectionOf(signIn, projectId, false, () => Promise.resolve())
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
  return connectionOf(signIn, projectId, true, () => simulator.close())
}

function connectionOf(
  { identity: { domainName, userName, region, endpoints }, password }: SignIn,
  projectId: ProjectId,
  demo: boolean,
  closeCloud: () => Promise<void>,
): Connection {
  const credentials = { method: 'password' as const, domainName, userName, password }
  const client = new HuaweiClient({
    region,
    endpoints,
    projectId,
    credentials,
    ...(demo ? { paces: new Paces({}) } : {}),
  })
  return {
    client,
    account: { domainName, userName, region, projectId },
    endpoints: resolveEndpoints(region, endpoints),
    demo,
    async close() {
      await client.close()
      await closeCloud()
    },
  }
}

async function chooseProject(
  { identity, password }: SignIn,
  words: Words,
  signal: AbortSignal,
): Promise<ProjectId> {
  const { region, endpoints, domainName, userName } = identity
  const credentials = { method: 'password', domainName, userName, password } as const
  const listed = await listProjects({ region, endpoints, credentials }, signal)
  const projects = listed.filter(({ enabled }) => enabled)
  const chosen =
    onlyOne(projects.filter(({ name }) => name === identity.region)) ?? onlyOne(projects)
  if (chosen !== null) {
    words.say(`HW_PROJECT_ID is not set: using project ${chosen.name} (${chosen.id}).`)
    return chosen.id
  }
  if (projects.length === 0) {
    throw new AuditDeskError({
      code: 'not-found',
      message: `The user may enter no project of region ${identity.region}.`,
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
