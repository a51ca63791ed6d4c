import {
  signInMethods,
  type Secret,
  type SignIn,
  type SignInMethod,
} from '../../../shared/model/sign-in.ts'

const noText = {
  domainName: '',
  userName: '',
  accessKey: '',
  agencyDomainName: '',
  agencyName: '',
  password: '',
  passcode: '',
  secretKey: '',
  securityToken: '',
  token: '',
}
type TextName = keyof typeof noText

/** What is being typed to sign in with: the texts of all ways, of which the chosen one needs some. */
export type SignInDraft = typeof noText & { method: SignInMethod }

const identityTexts: Record<SignInMethod, readonly TextName[]> = {
  password: ['domainName', 'userName'],
  'password-totp': ['domainName', 'userName'],
  'access-key': ['accessKey'],
  'temporary-access-key': [],
  agency: ['domainName', 'userName', 'agencyDomainName', 'agencyName'],
  token: [],
}
const secretTexts: Record<SignInMethod, readonly TextName[]> = {
  password: ['password'],
  'password-totp': ['password', 'passcode'],
  'access-key': ['secretKey'],
  'temporary-access-key': ['accessKey', 'secretKey', 'securityToken'],
  agency: ['password'],
  token: ['token'],
}

/** The paths that an `input` error names these texts by. */
export const signInFields: readonly string[] = signInMethods.flatMap((method) => [
  ...identityTexts[method].map((text) => `signIn.${text}`),
  ...secretTexts[method].map((text) => `secret.${text}`),
])

export function emptyDraft(method: SignInMethod): SignInDraft {
  return { ...noText, method }
}

export function isIdentityComplete(draft: SignInDraft): boolean {
  return identityTexts[draft.method].every((text) => draft[text].trim() !== '')
}

/** Whether all is typed that proves it; what only a space was typed into is not empty. */
export function isSecretComplete(draft: SignInDraft): boolean {
  return secretTexts[draft.method].every((text) => draft[text] !== '')
}

/** Empties what proves it, of every way. */
export function forgetSecrets(draft: SignInDraft): void {
  for (const texts of Object.values(secretTexts)) for (const text of texts) draft[text] = ''
}

/** Who signs in, as typed. */
export function signInOf(draft: SignInDraft): SignIn {
  const { method, domainName, userName, accessKey, agencyDomainName, agencyName } = draft
  switch (method) {
    case 'password':
    case 'password-totp':
      return { method, domainName, userName }
    case 'access-key':
      return { method, accessKey }
    case 'agency':
      return { method, domainName, userName, agencyDomainName, agencyName }
    case 'temporary-access-key':
    case 'token':
      return { method }
  }
}

/** What proves it, as typed. */
export function secretOf(draft: SignInDraft): Secret {
  const { method, password, passcode, accessKey, secretKey, securityToken, token } = draft
  switch (method) {
    case 'password':
    case 'agency':
      return { method, password }
    case 'password-totp':
      return { method, password, passcode }
    case 'access-key':
      return { method, secretKey }
    case 'temporary-access-key':
      return { method, accessKey, secretKey, securityToken }
    case 'token':
      return { method, token }
  }
}
