import type { AuditDeskError } from '../../shared/errors.ts'
import type { Service } from './endpoints.ts'
import type { PreparedRequest } from './transport.ts'

/** Headers of a signed request whose values say nothing but where and when. */
const harmless: readonly string[] = ['host', 'x-sdk-date', 'content-type']

/** What is noted of a refusal. */
export interface RefusalNote {
  event: 'refused'
  service: Service
  method: string
  path: string
  status: number | null
  code: string
  serviceCode: string | null
  requestId: string | null
  /** The request as the gateway understood it, where it said so. */
  canonicalRequest: string | null
}

/** @param error what the caller of the request gets */
export type NoteRefusal = (note: RefusalNote, error: AuditDeskError) => void

/**
 * What a refusal leaves in the log: enough to find out why, nothing to sign in with. The gateway
 * answers a wrong signature with the request as it understood it, which is the only way to see where
 * the two readings part; the values of its headers are left out.
 * @param text the answer as received, but for the secrets that were sent
 */
export function refusalNote(
  { service, method, path }: PreparedRequest,
  error: AuditDeskError,
  text: string,
): RefusalNote {
  const quoted = /canonicalRequest:([^"]*)/.exec(text)?.[1]
  return {
    event: 'refused',
    service,
    method,
    path,
    status: error.status ?? null,
    code: error.code,
    serviceCode: error.serviceCode ?? null,
    requestId: error.requestId ?? null,
    canonicalRequest: quoted === undefined ? null : withoutValues(quoted),
  }
}

/** The lines of a canonical request are parted by `|` or as JSON has it; headers are `name:value`. */
function withoutValues(canonicalRequest: string): string {
  return canonicalRequest
    .split(/\||\\n/)
    .map((line, index) => {
      const name = /^([a-z0-9-]+):/.exec(line)?.[1]
      // Method, path and query come before the headers.
      return index < 3 || name === undefined || harmless.includes(name)
        ? line
        : `${name}:(left out)`
    })
    .join('|')
}
