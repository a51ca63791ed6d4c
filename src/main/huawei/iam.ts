import type { EndpointOverrides, Project } from '../../shared/model/account.ts'
import { ProjectId } from '../../shared/model/ids.ts'
import { authenticatorFor } from './auth/authenticate.ts'
import { sendSignedIn } from './auth/send-signed-in.ts'
import type { NetworkOptions } from './connections.ts'
import type { Credentials } from './credentials.ts'
import { resolveEndpoints } from './endpoints.ts'
import { defaultPatience, withRetries, type Patience } from './retry.ts'
import { Transport, type ApiRequest } from './transport.ts'
import { WireProjects, checkWire } from './wire.ts'

export interface ListProjectsOptions {
  region: string
  endpoints: EndpointOverrides
  credentials: Credentials
  network?: NetworkOptions
  patience?: Patience
}

/**
 * Lists the projects of the region that the user may enter: `GET /v3/auth/projects` with a token,
 * `GET /v3/projects` with an access key. A region has one default project, named like the region,
 * and may have sub-projects, named `region_name`. Never creates one.
 * @throws AuditDeskError
 */
export async function listProjects(
  { region, endpoints, credentials, network, patience }: ListProjectsOptions,
  signal: AbortSignal,
): Promise<Project[]> {
  const transport = new Transport(resolveEndpoints(region, endpoints), network)
  try {
    const authenticator = authenticatorFor(credentials, null, transport)
    const usesKey = 'accessKey' in credentials
    const request: ApiRequest = {
      service: 'iam',
      method: 'GET',
      path: usesKey ? '/v3/projects' : '/v3/auth/projects',
    }
    const answer = await withRetries(
      () => sendSignedIn(transport, authenticator, request, signal),
      patience ?? defaultPatience,
      signal,
      () => undefined,
    )
    const { projects } = checkWire(WireProjects, answer.body, 'list of projects')
    return projects
      .filter(({ name }) => name === region || name.startsWith(`${region}_`))
      .map(({ id, name, enabled }) => ({
        id: ProjectId.parse(id),
        name,
        enabled: enabled ?? true,
      }))
  } finally {
    await transport.close()
  }
}
