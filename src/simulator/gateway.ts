import { gatewayRefusal } from './answers.ts'
import type { Call } from './http.ts'
import type { Project } from './tenants/model.ts'
import type { Session, Tokens } from './tokens.ts'

/**
 * Who sent the call, by its `X-Auth-Token`.
 * @throws Refusal with 401, as the API gateway has it
 */
export function authenticate(call: Call, tokens: Tokens): Session {
  const token = call.headers['x-auth-token']
  if (typeof token !== 'string' || token === '') {
    const message = 'Incorrect IAM authentication information: x-auth-token not found'
    throw gatewayRefusal(401, '0301', message, call.requestId)
  }
  const session = tokens.read(token, call.now)
  if (session === 'unknown') {
    const message = 'Incorrect IAM authentication information: decrypt token fail'
    throw gatewayRefusal(401, '0301', message, call.requestId)
  }
  if (session === 'expired') {
    throw gatewayRefusal(401, '0307', 'The token must be updated.', call.requestId)
  }
  call.domainName = session.tenant.domainName
  return session
}

/** The project of the path, or `null` where the session is not one of that project. */
export function projectOf(call: Call, session: Session): Project | null {
  return session.project?.id === call.params['project_id'] ? session.project : null
}
