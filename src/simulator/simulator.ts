import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dbssService } from './dbss.ts'
import { ddmService } from './ddm.ts'
import { serve, type ServiceName, type Surroundings } from './http.ts'
import { iamService } from './iam.ts'
import { Random } from './random.ts'
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
   * Called before each answer, which waits for it. `url` is path and query; `domainName` is that of
   * whoever is signed in, `null` if nobody is.
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
}

/** Everything needed to sign in to a tenant, for its default project. */
export interface SimulatedTenant {
  domainName: string
  userName: string
  password: string
  region: string
  projectId: string
  projectName: string
}

export interface Simulator {
  /** Base URLs on the loopback interface, without a trailing slash. */
  iam: string
  dbss: string
  ddm: string
  tenants: SimulatedTenant[]
  /** Stops listening and drops all connections. */
  close(): Promise<void>
}

/**
 * Starts a Huawei-like cloud on 127.0.0.1.
 * @throws the system's error when a port is taken
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const now = options.now ?? Date.now
  const end = Math.floor(now() / 1000) * 1000
  const { seed, killRecords } = options
  const tenants = buildTenants({ seed, end, ...(killRecords === undefined ? {} : { killRecords }) })
  if (options.pages === true) tenants.push(pagesTenant())
  const tokens = new Tokens(seed)
  const requestIds = new Random(seed, 'request ids')
  const surroundings: Surroundings = {
    now,
    nextRequestId: () => requestIds.hex(32),
    beforeAnswer: (request) => options.beforeAnswer?.(request),
  }
  const servers: Server[] = []
  const close = async () => {
    await Promise.all(servers.map(stop))
  }
  try {
    const urls: string[] = []
    const port = options.port ?? 0
    const services = [iamService(tenants, tokens), dbssService(tokens), ddmService(tokens)]
    for (const [index, service] of services.entries()) {
      const server = serve(service, surroundings)
      urls.push(await listen(server, port === 0 ? 0 : port + index))
      servers.push(server)
    }
    const [iam = '', dbss = '', ddm = ''] = urls
    return { iam, dbss, ddm, tenants: tenants.map(describe), close }
  } catch (error) {
    await close()
    throw error
  }
}

function describe(tenant: Tenant): SimulatedTenant {
  const [user] = tenant.users
  const [project] = tenant.projects
  if (user === undefined || project === undefined) throw new RangeError('a tenant without a user')
  return {
    domainName: tenant.domainName,
    userName: user.name,
    password: user.password,
    region: tenant.region,
    projectId: project.id,
    projectName: project.name,
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
