import { errors } from 'undici'
import { AuditDeskError, type ErrorReport } from '../../shared/errors.ts'

/** Codes of Node and OpenSSL that say the certificate is at fault, not the way to the server. */
const certificateCode =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)/
const proxyWords = /proxy|tunnel/i

/**
 * What went wrong on the way, in the app's terms. The cause is kept for a debugger; only its code
 * gets into the message.
 * @param isOverdue whether the time allowed for the call had run out
 */
export function connectionError(error: unknown, host: string, isOverdue: boolean): AuditDeskError {
  const root = rootOf(error)
  const code = 'code' in root && typeof root.code === 'string' ? root.code : ''
  return new AuditDeskError(report(root, code, host, isOverdue), { cause: error })
}

function report(root: Error, code: string, host: string, isOverdue: boolean): ErrorReport {
  const isSilent =
    isOverdue ||
    root instanceof errors.HeadersTimeoutError ||
    root instanceof errors.BodyTimeoutError ||
    root instanceof errors.ConnectTimeoutError
  if (isSilent) {
    return {
      code: 'timeout',
      message: `${host} did not answer in time.`,
      retryable: true,
      hint: 'Check the network and the proxy, then try again.',
    }
  }
  const inBrackets = code === '' ? '' : ` (${code})`
  if (certificateCode.test(code)) {
    return {
      code: 'tls',
      message: `The certificate of ${host} is not trusted${inBrackets}.`,
      retryable: false,
      hint: 'If your company inspects traffic or runs a private cloud, name its CA file in the network settings. Checking can’t be turned off.',
    }
  }
  if (root instanceof errors.ResponseExceededMaxSizeError) {
    return {
      code: 'answer',
      message: `The answer of ${host} is larger than any the API can give.`,
      retryable: false,
      hint: 'Check the endpoint and the proxy.',
    }
  }
  if (proxyWords.test(root.message)) {
    const needsPassword = root.message.includes('407')
    return {
      code: 'proxy',
      message: needsPassword
        ? `The proxy does not let us through to ${host} without a user name and password.`
        : `The proxy did not let us through to ${host}.`,
      retryable: false,
      hint: needsPassword
        ? 'Set the proxy’s user name and password in the network settings.'
        : 'Check the proxy in the network settings.',
    }
  }
  return {
    code: 'network',
    message: `No connection to ${host}${inBrackets}.`,
    retryable: true,
    hint: 'Check the network, the region and the endpoint.',
  }
}

/** The error that started it: undici and Node wrap them, happy-eyeballs in bundles. */
function rootOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0]
  if (error instanceof Error) {
    return error.cause instanceof Error ? rootOf(error.cause) : error
  }
  return new Error('unknown')
}
