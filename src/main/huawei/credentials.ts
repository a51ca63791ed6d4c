/** How an account proves who it is, secrets included. Lives in memory only. */
export type Credentials =
  | PasswordCredentials
  | OneTimeCredentials
  | AgencyCredentials
  | AccessKeyCredentials
  | TokenCredentials

/** An IAM user's password; the account's name is `domain` to the API. */
export interface PasswordCredentials {
  method: 'password'
  domainName: string
  userName: string
  password: string
}

/** A user with login protection: a code of its authenticator each time it signs in. */
export interface OneTimeCredentials {
  method: 'password-totp'
  domainName: string
  userName: string
  password: string
  passcode: string
}

/** A user who acts in another account, through an agency that trusts its own. */
export interface AgencyCredentials {
  method: 'agency'
  domainName: string
  userName: string
  password: string
  agencyDomainName: string
  agencyName: string
}

/** An access key, permanent or (with `securityToken`) temporary. */
export interface AccessKeyCredentials {
  method: 'access-key' | 'temporary-access-key'
  accessKey: string
  secretKey: string
  securityToken?: string
}

/** A token from elsewhere. */
export interface TokenCredentials {
  method: 'token'
  token: string
}

/** Who the service counts requests for; the same for all ways in of one user. Holds no secret. */
export function userOf(credentials: Credentials): string {
  switch (credentials.method) {
    case 'password':
    case 'password-totp':
    case 'agency':
      return `${credentials.domainName}/${credentials.userName}`
    case 'access-key':
    case 'temporary-access-key':
      return credentials.accessKey
    case 'token':
      return 'token'
  }
}

/** Everything in them that may never be shown, logged or repeated. */
export function secretsOf(credentials: Credentials): string[] {
  switch (credentials.method) {
    case 'password':
    case 'agency':
      return [credentials.password]
    case 'password-totp':
      return [credentials.password, credentials.passcode]
    case 'access-key':
    case 'temporary-access-key':
      return [credentials.secretKey, credentials.securityToken ?? ''].filter((s) => s !== '')
    case 'token':
      return [credentials.token]
  }
}
