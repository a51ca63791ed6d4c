import { stringifyJson } from '../../main/huawei/json.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { Answer } from '../answers/answer.ts'
import type { Connection } from '../connection.ts'

/**
 * One object `{"data": …, "meta": …}`. Integers have all their digits, also beyond 2^53; whether
 * the data is whole stands in `meta.coverage.complete`.
 */
export function jsonOf(command: string, answer: Answer, connection: Connection): string {
  const { data, service, parameters, timeZone, coverage, sources } = answer
  const meta = {
    command,
    account: connection.account,
    demo: connection.demo,
    service,
    endpoint: connection.endpoints[service],
    parameters,
    timeZone: timeZone?.zone ?? null,
    timeZoneSource: timeZone?.source ?? null,
    fetchedAt: fetchedAt(sources),
    coverage,
    requests: sources.map(requestOf),
  }
  return `${escapeUnseen(stringifyJson({ data, meta }, 2))}\n`
}

/**
 * What could command a terminal or turn the direction of text stands as `\uXXXX`, which is the same
 * JSON. (JSON itself only asks for it up to U+001F.)
 */
function escapeUnseen(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    char
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/** When the last of the requests had been answered. */
export function fetchedAt(sources: readonly Source[]): string | null {
  return sources.at(-1)?.fetchedAt ?? null
}

function requestOf({ method, url, body, requestId, serverDate, fetchedAt }: Source) {
  return { method, url, ...(body === null ? {} : { body }), requestId, serverDate, fetchedAt }
}
