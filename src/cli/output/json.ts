import { stringifyJson } from '../../main/huawei/json.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { Answer } from '../answers/answer.ts'
import type { Connection } from '../connection.ts'
import type { Pieces } from './table.ts'

/** How far the members of the outermost object are indented. */
const step = '  '

/**
 * One object `{"data": …, "meta": …}`, in pieces. Integers have all their digits, also beyond 2^53;
 * whether the data is whole stands in `meta.coverage.complete`.
 */
export function jsonOf(command: string, answer: Answer, connection: Connection): Pieces {
  const { service, parameters, timeZone, coverage, sources, unkept } = answer
  const { account, demo, origin, archive } = connection
  return jsonObject(answer.json(), {
    command,
    account,
    demo,
    origin,
    ...(archive === null ? {} : { archive }),
    service,
    endpoint: connection.endpoints[service],
    parameters,
    timeZone: timeZone?.zone ?? null,
    timeZoneSource: timeZone?.source ?? null,
    fetchedAt: fetchedAt(sources),
    coverage,
    ...(unkept === null ? {} : { unkept }),
    requests: sources.map(requestOf),
  })
}

/** @param data the text of `data`, its lines indented by one step but for the first */
export async function* jsonObject(data: Pieces, meta: object): AsyncGenerator<string> {
  yield `{\n${step}"data": `
  yield* data
  yield `,\n${step}"meta": ${indented(meta)}\n}\n`
}

/** A value as it stands within an object: its lines are indented, but for the first. */
export function indented(value: unknown, depth = 1): string {
  return escapeUnseen(stringifyJson(value, step.length)).replaceAll('\n', `\n${step.repeat(depth)}`)
}

/** A list of any length as it stands within an object. */
export async function* indentedList(
  chunks: AsyncIterable<readonly unknown[]>,
  depth = 1,
): AsyncGenerator<string> {
  const inner = `\n${step.repeat(depth + 1)}`
  let isEmpty = true
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue
    const values = chunk.map((value) => inner + indented(value, depth + 1))
    yield (isEmpty ? '[' : ',') + values.join(',')
    isEmpty = false
  }
  yield isEmpty ? '[]' : `\n${step.repeat(depth)}]`
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
  return sources.reduce<string | null>(
    (latest, { fetchedAt: at }) => (latest === null || at > latest ? at : latest),
    null,
  )
}

function requestOf({ method, url, body, requestId, serverDate, fetchedAt }: Source) {
  return { method, url, ...(body === null ? {} : { body }), requestId, serverDate, fetchedAt }
}
