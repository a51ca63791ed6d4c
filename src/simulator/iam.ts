import { iamRefusal, type Answer } from './answers.ts'
import type { Call, Service } from './http.ts'
import type { Json } from './json.ts'
import type { Project, Tenant, User } from './tenants/model.ts'
import type { Scope, Session, Tokens } from './tokens.ts'
import { isObject, readInteger, readObject, readText, type Fields } from './validate.ts'

const malformed = (message: string) => iamRefusal(400, message)
const wrongSecret = () => iamRefusal(401, 'The username or password is wrong.')

/** IAM: signing in and listing projects (huawei-cloud.md §3.1). */
export function iamService(tenants: readonly Tenant[], tokens: Tokens): Service {
  function signIn(call: Call): Answer {
    const body = readObject(call.body, call.headers['content-type'], malformed)
    const auth = field(body, 'auth', 'auth')
    const identity = field(auth, 'identity', 'auth.identity')
    const methods = identity['methods']
    if (!Array.isArray(methods) || methods.length === 0) {
      throw malformed('auth.identity.methods must be a list that is not empty')
    }
    if (methods.length !== 1 || methods[0] !== 'password') {
      throw malformed('auth.identity.methods must be ["password"]')
    }
    const password = field(identity, 'password', 'auth.identity.password')
    const credentials = field(password, 'user', 'auth.identity.password.user')
    const { tenant, user } = checkPassword(credentials, tenants)
    call.domainName = tenant.domainName
    const scope = readScope(auth, tenant)
    const project = scope.kind === 'project' ? scope.project : null
    const { token, expiresAt } = tokens.issue({ tenant, user, project }, call.now)
    return {
      status: 201,
      headers: { 'X-Subject-Token': token },
      body: { token: describeToken({ tenant, user, project }, scope, call.now, expiresAt) },
    }
  }

  function session(call: Call): Session {
    const token = call.headers['x-auth-token']
    const found = typeof token === 'string' ? tokens.read(token, call.now) : 'unknown'
    if (found === 'unknown')
      throw iamRefusal(401, 'The request you have made requires authentication.')
    if (found === 'expired') throw iamRefusal(401, 'The token must be updated')
    call.domainName = found.tenant.domainName
    return found
  }

  function listProjects(call: Call): Answer {
    const { tenant } = session(call)
    const name = readText(call.query, 'name', malformed)
    const projects = tenant.projects.filter(
      (project) => name === undefined || project.name === name,
    )
    return {
      status: 200,
      body: {
        links: { self: `http://${call.headers.host ?? ''}${call.url}`, previous: null, next: null },
        projects: paged(call.query, projects).map((project) => describeProject(project, tenant)),
      },
    }
  }

  return {
    name: 'iam',
    routes: [
      { method: 'POST', path: '/v3/auth/tokens', handle: signIn },
      { method: 'GET', path: '/v3/auth/projects', handle: listProjects },
      { method: 'GET', path: '/v3/projects', handle: listProjects },
    ],
  }
}

function field(parent: Fields, name: string, path: string): Fields {
  const value = parent[name]
  if (!isObject(value)) throw malformed(`${path} must be an object`)
  return value
}

function optionalText(parent: Fields, name: string, path: string): string | undefined {
  const value = parent[name]
  if (value !== undefined && typeof value !== 'string') throw malformed(`${path} must be a string`)
  return value
}

/** By id or by name, as `name` the one or the other has to be there. */
function readReference(parent: Fields, path: string): { id?: string; name?: string } {
  const id = optionalText(parent, 'id', `${path}.id`)
  const name = optionalText(parent, 'name', `${path}.name`)
  if (id === undefined && name === undefined) throw malformed(`${path} must have id or name`)
  return { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
}

function checkPassword(
  credentials: Fields,
  tenants: readonly Tenant[],
): { tenant: Tenant; user: User } {
  const path = 'auth.identity.password.user'
  const wanted = readReference(credentials, path)
  const password = credentials['password']
  if (typeof password !== 'string') throw malformed(`${path}.password must be a string`)
  const domain =
    wanted.id === undefined
      ? readReference(field(credentials, 'domain', `${path}.domain`), `${path}.domain`)
      : undefined
  for (const tenant of tenants) {
    if (domain?.id !== undefined && domain.id !== tenant.domainId) continue
    if (domain?.name !== undefined && domain.name !== tenant.domainName) continue
    const user = tenant.users.find(({ id, name }) =>
      wanted.id === undefined ? name === wanted.name : id === wanted.id,
    )
    if (user !== undefined && user.password === password) return { tenant, user }
  }
  throw wrongSecret()
}

/** With both a project and a domain the project wins; with neither the token is for nothing. */
function readScope(auth: Fields, tenant: Tenant): Scope {
  if (auth['scope'] === undefined) return { kind: 'none' }
  const scope = field(auth, 'scope', 'auth.scope')
  if (scope['project'] !== undefined) {
    const wanted = readReference(
      field(scope, 'project', 'auth.scope.project'),
      'auth.scope.project',
    )
    const project = tenant.projects.find(({ id, name }) =>
      wanted.id === undefined ? name === wanted.name : id === wanted.id,
    )
    if (project === undefined) {
      throw iamRefusal(404, `Could not find project: ${wanted.id ?? wanted.name ?? ''}.`)
    }
    return { kind: 'project', project }
  }
  const wanted = readReference(field(scope, 'domain', 'auth.scope.domain'), 'auth.scope.domain')
  if ((wanted.id ?? tenant.domainId) !== tenant.domainId) throw wrongSecret()
  if ((wanted.name ?? tenant.domainName) !== tenant.domainName) throw wrongSecret()
  return { kind: 'domain' }
}

// IAM writes microseconds: `2026-11-22T01:42:57.527363Z`.
const iamTime = (at: number) => new Date(at).toISOString().replace('Z', '000Z')

function describeToken(session: Session, scope: Scope, now: number, expiresAt: number): Json {
  const domain = { id: session.tenant.domainId, name: session.tenant.domainName }
  return {
    expires_at: iamTime(expiresAt),
    issued_at: iamTime(now),
    methods: ['password'],
    catalog: [],
    roles: [
      { id: '0', name: 'dbss_auditor' },
      { id: '0', name: 'ddm_readonly' },
    ],
    ...(scope.kind === 'project'
      ? { project: { id: scope.project.id, name: scope.project.name, domain } }
      : {}),
    ...(scope.kind === 'domain' ? { domain } : {}),
    user: { id: session.user.id, name: session.user.name, password_expires_at: '', domain },
  }
}

function describeProject(project: Project, tenant: Tenant): Json {
  return {
    id: project.id,
    name: project.name,
    domain_id: tenant.domainId,
    parent_id: project === tenant.projects[0] ? tenant.domainId : (tenant.projects[0]?.id ?? ''),
    enabled: true,
    is_domain: false,
    description: '',
  }
}

function paged(query: URLSearchParams, projects: readonly Project[]): readonly Project[] {
  if (query.has('page') !== query.has('per_page')) {
    throw malformed('page and per_page must be given together')
  }
  if (!query.has('page')) return projects
  const page = readInteger(query, 'page', { min: 1, max: 1_000_000, default: 1 }, malformed)
  const size = readInteger(query, 'per_page', { min: 1, max: 5000, default: 5000 }, malformed)
  return projects.slice((page - 1) * size, page * size)
}
