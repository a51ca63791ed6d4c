import { AuditDeskError } from '../../shared/errors.ts'
import { parseJson } from './json.ts'
import type { Service } from './endpoints.ts'
import { errorRules, type ErrorRule } from './error-table.ts'
import { withoutLongRuns, withoutSecrets } from './redaction.ts'

/** What a refusal looked like on the wire. */
export interface Refusal {
  service: Service
  status: number
  contentType: string
  text: string
  requestId: string | null
  /** How long the service asks us to wait (`Retry-After`), in milliseconds; `null` if it doesn't. */
  retryAfter: number | null
  /** What was sent and may not be repeated: proxies and gateways quote requests they refuse. */
  secrets?: readonly string[]
}

const serviceNames: Readonly<Record<Service, string>> = {
  iam: 'Identity and Access Management',
  dbss: 'Database Security Service',
  ddm: 'Distributed Database Middleware',
}

/**
 * Turns any refusal into the one error of the app. Knows the envelopes of DBSS (flat and nested),
 * DDM (v1 and v3), the API gateway and IAM, and takes plain text and HTML from proxies.
 */
export function errorFromRefusal(refusal: Refusal): AuditDeskError {
  const envelope = readEnvelope(refusal)
  const { code: serviceCode, message } = envelope
  const { code, retryable, hint } = classify(refusal, envelope)
  const said = message === null ? '' : `: ${withoutCanonicalRequest(message)}`
  return new AuditDeskError({
    code,
    message: `${serviceNames[refusal.service]} answered ${refusal.status}${said}`,
    retryable,
    status: refusal.status,
    ...(serviceCode === null ? {} : { serviceCode }),
    ...(refusal.requestId === null ? {} : { requestId: refusal.requestId }),
    ...(refusal.retryAfter === null ? {} : { retryAfter: refusal.retryAfter }),
    hint,
  })
}

/** Whether an answer, whatever its status, is an error in one of the known envelopes. */
export function isErrorEnvelope(body: unknown): boolean {
  const { error_code, errCode, errorCode, error } = asRecord(body)
  const inner = asRecord(error)
  return [error_code, errCode, errorCode, inner['error_code'], inner['message']].some(
    (value) => typeof value === 'string',
  )
}

interface Envelope {
  code: string | null
  message: string | null
}

function readEnvelope({ text, contentType, secrets = [] }: Refusal): Envelope {
  let body: unknown
  try {
    body = parseJson(text)
  } catch {
    // A proxy's page of HTML says nothing an auditor can use; its plain text may.
    const isHtml = contentType.includes('html') || text.trimStart().startsWith('<')
    const words = clean(text.trim(), secrets).slice(0, 200)
    return { code: null, message: isHtml || words === '' ? null : words }
  }
  const outer = asRecord(body)
  const inner = asRecord(outer['error'])
  const pick = (...names: string[]): string | null => {
    for (const record of [outer, inner]) {
      for (const name of names) {
        const value = record[name]
        if (typeof value === 'string' && value !== '') return clean(value, secrets)
      }
    }
    return null
  }
  return {
    code: readCode(pick('error_code', 'errCode', 'errorCode')),
    message: pick('error_msg', 'externalMessage', 'errorMsg', 'message'),
  }
}

function clean(text: string, secrets: readonly string[]): string {
  return withoutLongRuns(withoutSecrets(text, secrets))
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The gateway quotes the whole signed request when it refuses a signature. */
function withoutCanonicalRequest(message: string): string {
  return message.replace(/canonicalRequest:.*$/s, 'canonicalRequest: (left out)')
}

/** What is no code, such as a sentence, is none. */
function readCode(text: string | null): string | null {
  return text !== null && /^[\w.:-]{1,47}$/.test(text) ? text : null
}

function classify(
  { service, status }: Refusal,
  envelope: Envelope,
): Pick<ErrorRule, 'code' | 'retryable' | 'hint'> {
  const code = (envelope.code ?? '').replace(/^APIG\./, 'APIGW.')
  const message = (envelope.message ?? '').toLowerCase()
  const rule = errorRules.find(
    ({ serviceCodes, words, services, status: range }) =>
      (serviceCodes?.includes(code) ?? true) &&
      (words?.every((word) => message.includes(word)) ?? true) &&
      (services?.includes(service) ?? true) &&
      (range === undefined || (status >= range[0] && status <= range[1])),
  )
  if (rule === undefined) throw new RangeError('the last rule fits every refusal')
  return rule
}
