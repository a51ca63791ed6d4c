import './node-floor.ts'
import { errors } from 'undici'
import { AuditDeskError, type ErrorReport } from '../../shared/errors.ts'
import { causesOf, codeOf, isCertificateCode } from './causes.ts'

/**
 * What went wrong on the way, in the app's terms. The cause is kept for a debugger; only its code
 * gets into the message. For a proxy's faults see `proxyError`.
 * @param isOverdue whether the time allowed for the call had run out
 */
export function connectionError(error: unknown, host: string, isOverdue: boolean): AuditDeskError {
  return new AuditDeskError(report(error, host, isOverdue), { cause: error })
}

function report(error: unknown, host: string, isOverdue: boolean): ErrorReport {
  const causes = causesOf(error)
  const isSilent = causes.some(
    (cause) =>
      cause instanceof errors.HeadersTimeoutError ||
      cause instanceof errors.BodyTimeoutError ||
      cause instanceof errors.ConnectTimeoutError,
  )
  if (isOverdue || isSilent) {
    return {
      code: 'timeout',
      message: `${host} did not answer in time.`,
      retryable: true,
      hint: 'Check the network and the proxy, then try again.',
    }
  }
  const code = codeOf(error)
  const inBrackets = code === '' ? '' : ` (${code})`
  if (isCertificateCode(code)) {
    return {
      code: 'tls',
      message: `The certificate of ${host} is not trusted${inBrackets}.`,
      retryable: false,
      hint: 'If your company inspects traffic or runs a private cloud, name its CA file (in the network settings, or with --ca-file). Checking can’t be turned off.',
    }
  }
  if (/^(EPROTO$|ERR_SSL_)/.test(code)) {
    return {
      code: 'tls',
      message: `${host} and this app could not agree on a secure connection${inBrackets}.`,
      retryable: false,
      hint: 'What answers may not be the service, or not speak TLS. Check the endpoint and the proxy.',
    }
  }
  if (causes.some((cause) => cause instanceof errors.ResponseExceededMaxSizeError)) {
    return {
      code: 'answer',
      message: `The answer of ${host} is larger than any the API can give.`,
      retryable: false,
      hint: 'Check the endpoint and the proxy.',
    }
  }
  return {
    code: 'network',
    message: `No connection to ${host}${inBrackets}.`,
    retryable: true,
    hint: 'Check the network, the region and the endpoint.',
  }
}
