import { AuditDeskError, type ErrorCode } from '../../shared/errors.ts'
import { parseJson } from './json.ts'
import type { Service } from './endpoints.ts'

/** What a refusal looked like on the wire. */
export interface Refusal {
  service: Service
  status: number
  contentType: string
  text: string
  requestId: string | null
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
  const { code: serviceCode, message } = readEnvelope(refusal)
  const { code, retryable, hint } = classify(refusal, serviceCode)
  const said = message === null ? '' : `: ${withoutCanonicalRequest(message)}`
  return new AuditDeskError({
    code,
    message: `${serviceNames[refusal.service]} answered ${refusal.status}${said}`,
    retryable,
    status: refusal.status,
    ...(serviceCode === null ? {} : { serviceCode }),
    ...(refusal.requestId === null ? {} : { requestId: refusal.requestId }),
    hint,
  })
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
    const words = withoutSecrets(text.trim(), secrets).slice(0, 200)
    return { code: null, message: isHtml || words === '' ? null : words }
  }
  const outer = asRecord(body)
  const inner = asRecord(outer['error'])
  const pick = (...names: string[]): string | null => {
    for (const record of [outer, inner]) {
      for (const name of names) {
        const value = record[name]
        if (typeof value === 'string' && value !== '') return withoutSecrets(value, secrets)
      }
    }
    return null
  }
  return {
    code: pick('error_code', 'errCode', 'errorCode'),
    message: pick('error_msg', 'externalMessage', 'errorMsg', 'message'),
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The gateway quotes the whole signed request when it refuses a signature. */
function withoutCanonicalRequest(message: string): string {
  return message.replace(/canonicalRequest:.*$/s, 'canonicalRequest: (left out)')
}

/** As they are, and as they stand inside JSON. */
function withoutSecrets(message: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .reduce((text, secret) => text.replaceAll(secret, '(left out)'), message)
}

function classify(
  { service, status }: Refusal,
  serviceCode: string | null,
): { code: ErrorCode; retryable: boolean; hint: string } {
  const gateway = /^APIGW?\.(\d{4})$/.exec(serviceCode ?? '')?.[1]
  if (status === 429 || gateway === '0308') {
    return {
      code: 'throttled',
      retryable: true,
      hint: 'The service limits how often it may be asked. Wait a minute, then try again.',
    }
  }
  if (status === 401) {
    return {
      code: 'credentials',
      retryable: false,
      hint:
        service === 'iam'
          ? 'Check the account name, the IAM user name and the password. A HUAWEI ID can’t sign in to the API: create an IAM user.'
          : 'Sign in again. If it stays, check that the user may use the API and that the region and project are right.',
    }
  }
  if (status === 403) {
    return {
      code: 'permission',
      retryable: false,
      hint: 'Ask the account’s administrator for read access to this service in this project.',
    }
  }
  if (status === 404) {
    return {
      code: 'not-found',
      retryable: false,
      hint: 'Check the region, the project and the instance.',
    }
  }
  if (status >= 500) {
    return {
      code: 'service',
      retryable: [502, 503, 504].includes(status),
      hint: 'The service has a problem. Try again later; give its support the request id.',
    }
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'answer',
      retryable: false,
      hint: 'The endpoint points elsewhere. Check the endpoint; a redirect is never followed with credentials.',
    }
  }
  return {
    code: 'request',
    retryable: false,
    hint: 'Check the range, the instance and the databases that were asked for.',
  }
}
