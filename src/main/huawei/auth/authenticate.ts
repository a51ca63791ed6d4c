import type { ProjectId } from '../../../shared/model/ids.ts'
import type { Credentials } from '../credentials.ts'
import type { Transport } from '../transport.ts'
import { AccessKeyAuthenticator } from './access-key.ts'
import type { Authenticator } from './authenticator.ts'
import { GivenTokenAuthenticator } from './given-token.ts'
import { IamTokenAuthenticator } from './iam-token.ts'

/** @param project what is asked about; `null` where only the list of projects is */
export function authenticatorFor(
  credentials: Credentials,
  project: ProjectId | null,
  transport: Transport,
): Authenticator {
  switch (credentials.method) {
    case 'password':
    case 'password-totp':
    case 'agency':
      return new IamTokenAuthenticator(transport, credentials, project)
    case 'access-key':
    case 'temporary-access-key':
      return new AccessKeyAuthenticator(credentials, project, transport.clock)
    case 'token':
      return new GivenTokenAuthenticator(credentials)
  }
}
