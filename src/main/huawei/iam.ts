import type { Identity, Project } from '../../shared/model/account.ts'
import { ProjectId } from '../../shared/model/ids.ts'
import { PasswordTokenAuthenticator } from './auth/password-token.ts'
import { resolveEndpoints } from './endpoints.ts'
import { Transport, type ApiRequest } from './transport.ts'
import { WireProjects, checkWire } from './wire.ts'

/**
 * Signs in without a project and lists the projects of the region that the user may enter
 * (`GET /v3/auth/projects`). A region has one default project, named like the region, and may have
 * sub-projects, named `region_name`. Never creates one.
 * @throws AuditDeskError
 */
export async function listProjects(
  identity: Identity,
  password: string,
  signal: AbortSignal,
): Promise<Project[]> {
  const transport = new Transport(resolveEndpoints(identity.region, identity.endpoints))
  try {
    const { domainName, userName } = identity
    const authenticator = new PasswordTokenAuthenticator(
      transport,
      { domainName, userName, password },
      null,
    )
    const request: ApiRequest = { service: 'iam', method: 'GET', path: '/v3/auth/projects' }
    const headers = await authenticator.authorize(request, signal)
    const answer = await transport.send(request, headers, signal)
    const { projects } = checkWire(WireProjects, answer.body, 'list of projects')
    return projects
      .filter(({ name }) => name === identity.region || name.startsWith(`${identity.region}_`))
      .map(({ id, name, enabled }) => ({
        id: ProjectId.parse(id),
        name,
        enabled: enabled ?? true,
      }))
  } finally {
    await transport.close()
  }
}
