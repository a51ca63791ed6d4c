import type { Answer } from '../answers.ts'
import type { Call } from '../http.ts'
import type { Fault, envelopes } from './plan.ts'

type Envelope = (typeof envelopes)[number]

interface Words {
  status: number
  code: string
  message: string
  requestId: string
}

const defaultCodes: Readonly<Record<Envelope, string>> = {
  dbss: 'DBSS.11000000',
  'dbss-policy': 'PAP5.0013',
  'dbss-nested': 'DBSS.11000000',
  ddm: 'DBS.200412',
  'ddm-v1': 'DBS.200412',
  gateway: 'APIGW.0601',
  iam: '',
  'iam-code': 'IAM.0001',
  'camel-case': 'DBSS.11000000',
  text: '',
  html: '',
}

/** An error in one of the shapes in which the services, the gateway and proxies send them. */
function errorAnswer(envelope: Envelope, words: Words): Answer {
  const { status, code, message, requestId } = words
  const plain = { error_code: code, error_msg: message }
  switch (envelope) {
    case 'dbss':
    case 'ddm':
    case 'iam-code':
      return { status, body: plain }
    case 'dbss-policy':
      return {
        status,
        body: {
          ...plain,
          details: [{ error_code: code, error_msg: message }],
          encoded_authorization_message: 'bm90IHJlYWxseSBlbmNvZGVk',
        },
      }
    case 'dbss-nested':
      return { status, body: { error: plain } }
    case 'ddm-v1':
      return { status, body: { errCode: code, externalMessage: message } }
    case 'gateway':
      return { status, body: { error_msg: message, error_code: code, request_id: requestId } }
    case 'iam':
      return { status, body: { error: { code: status, message, title: 'Error' } } }
    case 'camel-case':
      return { status, body: { errorCode: code, errorMsg: message } }
    case 'text':
      return { status, type: 'text/plain', text: message }
    case 'html':
      return {
        status,
        type: 'text/html',
        text: `<html>\r\n<head><title>${status} ${message}</title></head>\r\n<body>\r\n<center><h1>${status} ${message}</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n`,
      }
  }
}

const incorrect = 'Incorrect IAM authentication information'

/** What a caller is told whose credentials are in that state; tokens end elsewhere, for good. */
function credentialsAnswer(
  state: Extract<Fault, { kind: 'credentials' }>['state'],
  requestId: string,
): Answer | null {
  const gateway = (status: number, code: string, message: string) =>
    errorAnswer('gateway', { status, code, message, requestId })
  const iam = (code: string, message: string) =>
    errorAnswer('iam-code', { status: 401, code, message, requestId })
  switch (state) {
    case 'token-expired':
    case 'token-revoked':
      return null
    case 'key-locked':
      return gateway(
        401,
        'APIGW.0301',
        `${incorrect}: AK access failed to reach the limit,forbidden`,
      )
    case 'key-deleted':
      return gateway(401, 'APIGW.0301', `${incorrect}: ak not exist`)
    case 'account-locked':
      return iam('IAM.0061', 'The account is locked.')
    case 'password-expired':
      return iam('IAM.0066', 'The password has expired.')
    case 'password-changed':
      return errorAnswer('iam', {
        status: 401,
        code: '',
        message: 'The username or password is wrong.',
        requestId,
      })
    case 'user-barred':
      return gateway(
        403,
        'APIGW.0802',
        'The IAM user is forbidden in the currently selected region.',
      )
  }
}

/** The answer that a fault puts in the place of the real one, or `null` if it does no such thing. */
export function replacement(fault: Fault, call: Call): Answer | null {
  const { requestId } = call
  switch (fault.kind) {
    case 'throttle':
      return {
        ...errorAnswer('gateway', {
          status: 429,
          code: 'APIGW.0308',
          message: 'The throttling threshold has been reached: policy user over ratelimit',
          requestId,
        }),
        ...(fault.retryAfter === undefined
          ? {}
          : { headers: { 'Retry-After': String(fault.retryAfter) } }),
      }
    case 'error':
      return errorAnswer(fault.envelope, {
        status: fault.status,
        code: fault.code ?? defaultCodes[fault.envelope],
        message: fault.message ?? 'Something went wrong.',
        requestId,
      })
    case 'credentials':
      return credentialsAnswer(fault.state, requestId)
    default:
      return null
  }
}
