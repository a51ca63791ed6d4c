import {
  startSimulator,
  type Simulator,
  type SimulatedTenant,
} from '../../../src/simulator/simulator.ts'

/** Saturday, 21 November 2026, 06:30:12 UTC. */
export const clockAtStart = Date.UTC(2026, 10, 21, 6, 30, 12)
export const day = 86_400_000

export interface Reply {
  status: number
  headers: Headers
  text: string
  // The tests look into answers of many shapes; `unknown` would make every one a cast.
  json: Json
}
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A simulator whose clock stands still until a test moves it. */
export async function startAt(
  options: Partial<Parameters<typeof startSimulator>[0]> = {},
): Promise<Simulator & { clock: { now: number } }> {
  const clock = { now: clockAtStart }
  const simulator = await startSimulator({ seed: 7, now: () => clock.now, ...options })
  return Object.assign(simulator, { clock })
}

export async function ask(
  url: string,
  options: {
    method?: string
    token?: string
    body?: unknown
    headers?: Record<string, string>
  } = {},
): Promise<Reply> {
  const { method, token, body, headers } = options
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { 'X-Auth-Token': token }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  let json: Json = null
  try {
    json = JSON.parse(text) as Json
  } catch {
    // Some answers are not meant to be JSON; `text` holds them.
  }
  return { status: response.status, headers: response.headers, text, json }
}

/** What a sign-in with a password sends. */
export function passwordRequest(tenant: SimulatedTenant, scope?: unknown): unknown {
  const { domainName, userName: name, password } = tenant
  return {
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name, password, domain: { name: domainName } } },
      },
      ...(scope === undefined ? {} : { scope }),
    },
  }
}

export async function signIn(
  simulator: Simulator,
  tenant: SimulatedTenant,
  scope: object | null = { project: { id: tenant.projectId } },
): Promise<string> {
  const reply = await ask(`${simulator.iam}/v3/auth/tokens`, {
    body: passwordRequest(tenant, scope ?? undefined),
  })
  const token = reply.headers.get('X-Subject-Token')
  if (token === null) throw new Error(`signing in failed: ${reply.status} ${reply.text}`)
  return token
}

export function tenantOf(simulator: Simulator, index: number): SimulatedTenant {
  const tenant = simulator.tenants[index]
  if (tenant === undefined) throw new Error(`there is no tenant ${index}`)
  return tenant
}

/** A field of an answer; throws if the answer has no such field. */
export function at(json: Json, ...path: (string | number)[]): Json {
  return path.reduce<Json>((value, key) => {
    const next =
      typeof key === 'number'
        ? Array.isArray(value) && value[key]
        : typeof value === 'object' && value !== null && !Array.isArray(value) && value[key]
    if (next === undefined) throw new Error(`no ${path.join('.')} in ${JSON.stringify(json)}`)
    return next
  }, json)
}

/** The same, for a field that has to be text. */
export function textAt(json: Json, ...path: (string | number)[]): string {
  const value = at(json, ...path)
  if (typeof value !== 'string') throw new Error(`${path.join('.')} is not text`)
  return value
}

export function list(json: Json, ...path: (string | number)[]): Json[] {
  const value = at(json, ...path)
  if (!Array.isArray(value)) throw new Error(`${path.join('.')} is not a list`)
  return value
}

/** `2026-11-21T06:30:12+0000`, with the plus as a query needs it. */
export function ddmTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}%2B0000`
}

/** `2026-11-21 06:30:12` */
export function dbssTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}
