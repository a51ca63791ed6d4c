import type { Secret, SignIn } from '../../shared/model/sign-in.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Credentials } from '../huawei/credentials.ts'

/**
 * Puts who signs in together with what proves it.
 * @throws AuditDeskError `no-secret` when the secret is of another way to sign in
 */
export function credentialsOf(signIn: SignIn, secret: Secret): Credentials {
  switch (signIn.method) {
    case 'password':
      if (secret.method === 'password') return { ...signIn, ...secret }
      break
    case 'password-totp':
      if (secret.method === 'password-totp') return { ...signIn, ...secret }
      break
    case 'agency':
      if (secret.method === 'agency') return { ...signIn, ...secret }
      break
    case 'access-key':
      if (secret.method === 'access-key') return { ...signIn, ...secret }
      break
    case 'temporary-access-key':
      if (secret.method === 'temporary-access-key') return secret
      break
    case 'token':
      if (secret.method === 'token') return secret
      break
  }
  throw new AuditDeskError({
    code: 'no-secret',
    message: 'What is kept for this account belongs to another way to sign in.',
    retryable: false,
    hint: 'Type it again.',
  })
}
