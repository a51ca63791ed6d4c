import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AccessKeys } from './access-keys.ts'
import { dbssService } from './dbss.ts'
import { ddmService } from './ddm.ts'
import { FaultInjector } from './faults/injector.ts'
import { parseFaultPlan, type FaultPlan } from './faults/plan.ts'
import { Gateway } from './gateway.ts'
import { serve, type ServiceName, type Surroundings } from './http.ts'
import { iamService } from './iam.ts'
import { Random } from './random.ts'
import { RateLimits } from './rate-limits.ts'
import { buildTenants } from './tenants/build.ts'
import type { Tenant } from './tenants/model.ts'
import { pagesTenant } from './tenants/pages.ts'
import { Tokens } from './tokens.ts'

export interface SimulatorOptions {
  /** The same seed and clock at the start give the same answers, byte by byte. */
  seed: number
  /** Milliseconds since the epoch; all data ends where this stands at the start. */
  now?: () => number
  /** IAM listens on it, DBSS on the next, DDM on the one after; 0 or absent: three free ones. */
  port?: number
  /**
   * Called before each answer, which waits for it. `url` is path and query; `domainName` that of
   * the account the request comes from or signs in to, `null` if it names none.
   */
  beforeAnswer?: (request: {
    service: ServiceName
    method: string
    url: string
    domainName: string | null
  }) => Promise<void> | void
  /** Kill records of each DDM instance over the 90 days; otherwise each has its own number. */
  killRecords?: number
  /** Adds a third tenant, whose five answers are the examples of the reference pages. */
  pages?: boolean
  /** What goes wrong from the start; nothing if absent. */
  faults?: FaultPlan
}

/** Everything needed to sign in to a tenant, for its default project. */
export interface SimulatedTenant {
  domainName: string
  userName: string
  password: string
  region: string
  projectId: string
  projectName: string
  /** Of the same user; signs requests. */
  accessKey: string
  secretKey: string
  /** Another user of the account, who needs a one-time password too; the secret is Base32. */
  mfaUser?: { userName: string; password: string; totpSecret: string }
  /** The agency through which users of the other tenant may act here. */
  agencyName?: string
}

export interface Simulator {
  /** Base URLs on the loopback interface, without a trailing slash. */
  iam: string
  dbss: string
  ddm: string
  tenants: SimulatedTenant[]
  /**
   * Replaces the fault plan and starts to count anew; `{}` ends all faults.
   * @throws FaultPlanError that names each wrong field
   */
  setFaults(plan: FaultPlan): void
  /** Stops listening and drops all connections. */
  close(): Promise<void>
}

/**
 * Starts a Huawei-like cloud on 127.0.0.1.
 * @throws the system's error when a port is taken; FaultPlanError when the plan is wrong
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const now = options.now ?? Date.now
  const end = Math.floor(now() / 1000) * 1000
  const { seed, killRecords } = options
  const tenants = buildTenants({ seed, end, ...(killRecords === undefined ? {} : { killRecords }) })
  if (options.pages === true) tenants.push(pagesTenant())
  const tokens = new Tokens(seed)
  const keys = new AccessKeys(seed, tenants)
  const limits = new RateLimits()
  const gateway = new Gateway(tenants, { tokens, keys, limits })
  const faults = new FaultInjector(seed, tokens)
  const setFaults = (plan: FaultPlan) => {
    const parsed = parseFaultPlan(plan)
    faults.set(parsed)
    limits.set(parsed.limits)
  }
  setFaults(options.faults ?? {})
  const requestIds = new Random(seed, 'request ids')
  const surroundings: Surroundings = {
    now,
    nextRequestId: () => requestIds.hex(32),
    accountOf: (call) => gateway.accountOf(call),
    faults,
    beforeAnswer: (request) => options.beforeAnswer?.(request),
  }
  const servers: Server[] = []
  const close = async () => {
    await Promise.all(servers.map(stop))
  }
  try {
    const urls: string[] = []
    const port = options.port ?? 0
    const services = [
      iamService({ tenants, tokens, keys, gateway }),
      dbssService(gateway),
      ddmService(gateway),
    ]
    for (const [index, service] of services.entries()) {
      const server = serve(service, surroundings)
      urls.push(await listen(server, port === 0 ? 0 : port + index))
      servers.push(server)
    }
    const [iam = '', dbss = '', ddm = ''] = urls
    return { iam, dbss, ddm, tenants: tenants.map(describe), setFaults, close }
  } catch (error) {
    await close()
    throw error
  }
}

function describe(tenant: Tenant): SimulatedTenant {
  const [user, mfaUser] = tenant.users
  const [project] = tenant.projects
  if (user?.accessKey === undefined || project === undefined) {
    throw new RangeError('a tenant without a user who has a key, or without a project')
  }
  return {
    domainName: tenant.domainName,
    userName: user.name,
    password: user.password,
    region: tenant.region,
    projectId: project.id,
    projectName: project.name,
    accessKey: user.accessKey.id,
    secretKey: user.accessKey.secret,
    ...(mfaUser?.totpSecret === undefined
      ? {}
      : {
          mfaUser: {
            userName: mfaUser.name,
            password: mfaUser.password,
            totpSecret: mfaUser.totpSecret,
          },
        }),
    ...(tenant.agency === undefined ? {} : { agencyName: tenant.agency.name }),
  }
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
