import type { AccessKeys } from './access-keys.ts'
import type { Answer } from './answers.ts'
import type { Gateway } from './gateway.ts'
import type { Call, Service } from './http.ts'
import type { Json } from './json.ts'
import {
  checkIdentity,
  field,
  malformed,
  readScope,
  readSession,
  type Scope,
  type SignedIn,
} from './sign-in.ts'
import type { Project, Tenant } from './tenants/model.ts'
import { second } from './time.ts'
import type { Session, Tokens } from './tokens.ts'
import { readInteger, readObject, readText } from './validate.ts'

interface Parts {
  tenants: readonly Tenant[]
  tokens: Tokens
  keys: AccessKeys
  gateway: Gateway
}

/** IAM: signing in, temporary keys, projects and the account (huawei-cloud.md §3.1). */
export function iamService({ tenants, tokens, keys, gateway }: Parts): Service {
  function signIn(call: Call): Answer {
    const body = readObject(call.body, call.headers['content-type'], malformed)
    const auth = field(body, 'auth', 'auth')
    const signedIn = checkIdentity(call, auth, tenants, tokens)
    const scope = readScope(auth, signedIn.tenant)
    const { tenant, user } = signedIn
    const project = scope.kind === 'project' ? scope.project : null
    const { token, expiresAt } = tokens.issue({ tenant, user, project }, call.now)
    return {
      status: 201,
      headers: { 'X-Subject-Token': token },
      body: { token: describeToken(signedIn, scope, call.now, expiresAt) },
    }
  }

  function issueTemporaryKey(call: Call): Answer {
    const body = readObject(call.body, call.headers['content-type'], malformed)
    const identity = field(field(body, 'auth', 'auth'), 'identity', 'auth.identity')
    const methods = identity['methods']
    if (!Array.isArray(methods) || methods.length !== 1 || methods[0] !== 'token') {
      throw malformed('auth.identity.methods must be ["token"]')
    }
    const token =
      identity['token'] === undefined ? {} : field(identity, 'token', 'auth.identity.token')
    const { id, duration_seconds: seconds = 900 } = token
    if (id !== undefined && typeof id !== 'string') {
      throw malformed('auth.identity.token.id must be a string')
    }
    if (typeof seconds !== 'number' || !(seconds >= 900 && seconds <= 86_400)) {
      throw malformed('auth.identity.token.duration_seconds must be from 900 to 86400')
    }
    const asked = id === undefined ? call : { ...call, headers: { 'x-auth-token': id } }
    const { tenant, user } = readSession(asked, tokens)
    const key = keys.issueTemporary(tenant, user, call.now + seconds * second)
    return {
      status: 201,
      body: {
        credential: {
          access: key.accessKey,
          secret: key.secretKey,
          securitytoken: key.securityToken,
          expires_at: iamTime(key.expiresAt),
        },
      },
    }
  }

  function listProjects(call: Call, { tenant }: Session): Answer {
    const name = readText(call.query, 'name', malformed)
    const projects = tenant.projects.filter(
      (project) => name === undefined || project.name === name,
    )
    return {
      status: 200,
      body: {
        links: linksOf(call),
        projects: paged(call.query, projects).map((project) => describeProject(project, tenant)),
      },
    }
  }

  /** Most of IAM takes a signature as well as a token. */
  const eitherWay = (call: Call) =>
    call.headers.authorization === undefined
      ? readSession(call, tokens)
      : gateway.authenticate(call)

  return {
    name: 'iam',
    routes: [
      { endpoint: 'tokens', method: 'POST', path: '/v3/auth/tokens', handle: signIn },
      {
        endpoint: 'temporaryKeys',
        method: 'POST',
        path: '/v3.0/OS-CREDENTIAL/securitytokens',
        handle: issueTemporaryKey,
      },
      {
        endpoint: 'projects',
        method: 'GET',
        path: '/v3/auth/projects',
        handle: (call) => listProjects(call, readSession(call, tokens)),
      },
      {
        endpoint: 'projects',
        method: 'GET',
        path: '/v3/projects',
        handle: (call) => listProjects(call, eitherWay(call)),
      },
      {
        endpoint: 'domains',
        method: 'GET',
        path: '/v3/auth/domains',
        handle: (call) => {
          const { tenant } = eitherWay(call)
          const domain = { id: tenant.domainId, name: tenant.domainName, enabled: true }
          return { status: 200, body: { links: linksOf(call), domains: [domain] } }
        },
      },
    ],
  }
}

// IAM writes microseconds: `2026-11-22T01:42:57.527363Z`.
const iamTime = (at: number) => new Date(at).toISOString().replace('Z', '000Z')

const linksOf = (call: Call) => ({
  self: `http://${call.headers.host ?? ''}${call.url}`,
  previous: null,
  next: null,
})

function describeToken(who: SignedIn, scope: Scope, now: number, expiresAt: number): Json {
  const domain = { id: who.tenant.domainId, name: who.tenant.domainName }
  return {
    expires_at: iamTime(expiresAt),
    issued_at: iamTime(now),
    methods: who.methods,
    catalog: [],
    roles: [
      { id: '0', name: 'dbss_auditor' },
      { id: '0', name: 'ddm_readonly' },
    ],
    ...(scope.kind === 'project'
      ? { project: { id: scope.project.id, name: scope.project.name, domain } }
      : {}),
    ...(scope.kind === 'domain' ? { domain } : {}),
    user: { id: who.user.id, name: who.user.name, password_expires_at: '', domain },
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
