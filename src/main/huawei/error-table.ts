import type { ErrorCode } from '../../shared/errors.ts'
import type { Service } from './endpoints.ts'

/** What kind of error a refusal is, and what the user can do. */
export interface ErrorRule {
  /** Any of the service's own codes; a rule without one goes by words or status alone. */
  serviceCodes?: readonly string[]
  /** All of them stand in the service's message, whatever their case. */
  words?: readonly string[]
  services?: readonly Service[]
  /** Inclusive. */
  status?: readonly [number, number]
  code: ErrorCode
  retryable: boolean
  hint: string
}

const wait =
  'The service limits how often it may be asked. The app waits and tries again; if this stays, somebody else asks with the same user.'
const key =
  'Check the access key and its secret in the console (My Credentials). Nothing more is asked with this key: five failures lock it for five minutes.'

/** What a rule looks for, in one line: as `docs/errors.md` has it. */
export function describeRule({ serviceCodes, words, services, status }: ErrorRule): string {
  const parts = [
    services?.map((service) => service.toUpperCase()).join(' or '),
    serviceCodes?.map((code) => `\`${code}\``).join(' or '),
    words && `says “${words.map((word) => word.trim()).join(' … ')}”`,
    status && `status ${status[0] === status[1] ? status[0] : `${status[0]}–${status[1]}`}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? 'anything else' : parts.join(', ')
}

/**
 * The first rule that fits decides. The codes are those of the gateway (`APIGW.`; older ones say
 * `APIG.`, which counts as the same), of DDM (`DBS.`) and of IAM; `docs/errors.md` lists them for people.
 */
export const errorRules: readonly ErrorRule[] = [
  { serviceCodes: ['APIGW.0308'], code: 'throttled', retryable: true, hint: wait },
  { serviceCodes: ['IAM.0012'], code: 'throttled', retryable: true, hint: wait },
  { status: [429, 429], code: 'throttled', retryable: true, hint: wait },
  {
    status: [407, 407],
    code: 'proxy',
    retryable: false,
    hint: 'The proxy wants a user name and a password. Set them in the network settings.',
  },
  {
    words: ['signature expired'],
    code: 'clock',
    retryable: false,
    hint: 'The clock of this computer and that of the service differ by more than 15 minutes. Set the clock.',
  },
  {
    words: ['failed to reach the limit', 'forbidden'],
    code: 'credentials',
    retryable: false,
    hint: 'The access key is locked for five minutes after five failures. Wait, then check the secret key.',
  },
  { words: ['verify aksk signature fail'], code: 'credentials', retryable: false, hint: key },
  { words: ['ak ', ' not exist'], code: 'credentials', retryable: false, hint: key },
  {
    serviceCodes: ['IAM.1105', 'IAM.1108'],
    code: 'credentials',
    retryable: false,
    hint: 'The access key or its security token has expired. Get new ones.',
  },
  {
    serviceCodes: ['IAM.1061'],
    code: 'credentials',
    retryable: false,
    hint: 'The one-time code is wrong or used. Wait for the next one of your authenticator and type it at once.',
  },
  {
    serviceCodes: ['IAM.0061'],
    code: 'credentials',
    retryable: false,
    hint: 'The IAM user is locked after too many wrong passwords. Wait 15 minutes, or ask the administrator.',
  },
  {
    serviceCodes: ['IAM.0066'],
    code: 'credentials',
    retryable: false,
    hint: 'The password has expired. Change it in the console, then set it here.',
  },
  {
    serviceCodes: ['IAM.0080', 'IAM.0081', 'IAM.0082', 'IAM.0083'],
    code: 'permission',
    retryable: false,
    hint: 'This user may only use the console. Ask the administrator for programmatic access.',
  },
  {
    serviceCodes: ['APIGW.0310'],
    code: 'permission',
    retryable: false,
    hint: 'The project can’t be used. Check that the account is in good standing, or choose another project.',
  },
  {
    serviceCodes: ['APIGW.0401', 'APIGW.0402'],
    code: 'permission',
    retryable: false,
    hint: 'The service does not let this computer’s address in. Ask the account’s administrator.',
  },
  {
    serviceCodes: ['APIGW.0802'],
    code: 'permission',
    retryable: false,
    hint: 'The IAM user is barred in this region. Check the region, or ask the account’s administrator.',
  },
  {
    serviceCodes: ['APIGW.0101'],
    code: 'not-found',
    retryable: false,
    hint: 'The endpoint does not know this API. Check the region and the endpoint.',
  },
  {
    serviceCodes: ['DBS.300377'],
    code: 'request',
    retryable: false,
    hint: 'The service does not take this time range. Choose another one.',
  },
  {
    serviceCodes: ['DBS.200010'],
    code: 'permission',
    retryable: false,
    hint: 'Ask the account’s administrator for read access to Distributed Database Middleware.',
  },
  {
    serviceCodes: ['DBS.200002', 'DBS.300350'],
    code: 'not-found',
    retryable: false,
    hint: 'Check the region, the project and the instance.',
  },
  {
    serviceCodes: ['DBS.300360'],
    code: 'request',
    retryable: false,
    hint: 'The instance does not support this. Kill logs exist only for data nodes on RDS for MySQL.',
  },
  {
    services: ['iam'],
    status: [401, 401],
    code: 'credentials',
    retryable: false,
    hint: 'Check the account name, the IAM user name and the password. A HUAWEI ID can’t sign in to the API: create an IAM user. A user with login protection needs a one-time code.',
  },
  {
    status: [401, 401],
    code: 'credentials',
    retryable: false,
    hint: 'Sign in again. If it stays, check that the user may use the API and that the region and project are right.',
  },
  {
    status: [403, 403],
    code: 'permission',
    retryable: false,
    hint: 'Ask the account’s administrator for read access to this service in this project.',
  },
  {
    status: [404, 404],
    code: 'not-found',
    retryable: false,
    hint: 'Check the region, the project and the instance.',
  },
  {
    status: [502, 504],
    code: 'service',
    retryable: true,
    hint: 'The service, or a proxy before it, has a passing problem. Try again later.',
  },
  {
    status: [500, 599],
    code: 'service',
    retryable: false,
    hint: 'The service has a problem. Try again later; give its support the request id.',
  },
  {
    status: [200, 299],
    code: 'service',
    retryable: false,
    hint: 'The service says that it succeeded and sent an error. Try again later; give its support the request id.',
  },
  {
    status: [300, 399],
    code: 'answer',
    retryable: false,
    hint: 'The endpoint points elsewhere. Check the endpoint; a redirect is never followed with credentials.',
  },
  {
    code: 'request',
    retryable: false,
    hint: 'Check the range, the instance and the databases that were asked for.',
  },
]
