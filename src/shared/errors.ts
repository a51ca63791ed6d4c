import { z } from 'zod'

/**
 * Every code an error of this app can carry; `docs/errors.md` has a row for each.
 *
 * - `input`: what was typed or sent breaks a rule; the message names the field and the rule
 * - `credentials`: the service refused to sign us in
 * - `permission`: signed in, but not allowed to do this
 * - `not-found`: the service knows no such thing
 * - `throttled`: the service asks us to slow down
 * - `service`: the service failed
 * - `request`: the service calls our request wrong
 * - `answer`: the service's answer is not what its reference describes
 * - `network`: the service could not be reached, or the connection broke
 * - `tls`: the server's certificate is not trusted
 * - `proxy`: the proxy refused, or could not be reached
 * - `clock`: the clocks of this computer and of the service differ too much
 * - `timeout`: no answer within the time allowed
 * - `cancelled`: stopped on the user's wish, or because the account was left
 * - `keychain`: the operating system's keychain refused
 * - `no-secret`: no password is kept for this account
 * - `file`: a file could not be read or written
 * - `internal`: a fault of this app
 */
export const errorCodes = [
  'input',
  'credentials',
  'permission',
  'not-found',
  'throttled',
  'service',
  'request',
  'answer',
  'network',
  'tls',
  'proxy',
  'clock',
  'timeout',
  'cancelled',
  'keychain',
  'no-secret',
  'file',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** The shape in which an error crosses the bridge. */
export const ErrorReport = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  retryable: z.boolean(),
  status: z.number().int().optional(),
  serviceCode: z.string().optional(),
  requestId: z.string().optional(),
  /** How long the service asks us to wait, in milliseconds. */
  retryAfter: z.number().min(0).optional(),
  hint: z.string().optional(),
})
export type ErrorReport = z.infer<typeof ErrorReport>

/**
 * The one error the app throws. Carries no secret: whoever builds the message sees to that.
 *
 * `status` is HTTP's, `serviceCode` the service's own code (`DBS.300377`), `requestId` what to give
 * the vendor's support, `hint` the next step in words.
 */
export class AuditDeskError extends Error {
  override readonly name = 'AuditDeskError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly status: number | undefined
  readonly serviceCode: string | undefined
  readonly requestId: string | undefined
  readonly retryAfter: number | undefined
  readonly hint: string | undefined

  constructor(report: ErrorReport, options?: ErrorOptions) {
    super(report.message, options)
    this.code = report.code
    this.retryable = report.retryable
    this.status = report.status
    this.serviceCode = report.serviceCode
    this.requestId = report.requestId
    this.retryAfter = report.retryAfter
    this.hint = report.hint
  }

  /** The plain object that crosses the bridge; leaves out the stack and the cause. */
  toReport(): ErrorReport {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.status === undefined ? {} : { status: this.status }),
      ...(this.serviceCode === undefined ? {} : { serviceCode: this.serviceCode }),
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    }
  }
}

/** Turns a failed zod parse into one sentence that names each field and the rule it breaks. */
export function inputError(error: z.ZodError, what = 'input'): AuditDeskError {
  const rules = error.issues.map((issue) => {
    const field = issue.path.length > 0 ? issue.path.map(String).join('.') : what
    return `${field}: ${issue.message}`
  })
  return new AuditDeskError({ code: 'input', message: rules.join('; '), retryable: false })
}
