import type { EndpointOverrides, Project } from '../../shared/model/account.ts'
import type { z } from 'zod'
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
    const request = projectsRequest('accessKey' in credentials)
    const answer = await withRetries(
      () => sendSignedIn(transport, authenticator, request, signal),
      patience ?? defaultPatience,
      signal,
      () => undefined,
    )
    return ofRegion(checkWire(WireProjects, answer.body, 'list of projects'), region)
  } finally {
    await transport.close()
  }
}

/** Asks for the projects that whoever signs in may enter. */
export function projectsRequest(usesKey: boolean): ApiRequest {
  return { service: 'iam', method: 'GET', path: usesKey ? '/v3/projects' : '/v3/auth/projects' }
}

/** Those of the region, of all that the service lists. */
export function ofRegion({ projects }: z.infer<typeof WireProjects>, region: string): Project[] {
  return projects
    .filter(({ name }) => name === region || name.startsWith(`${region}_`))
    .map(({ id, name, enabled }) => ({ id, name, enabled: enabled ?? true }))
}
