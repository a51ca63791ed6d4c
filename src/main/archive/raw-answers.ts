import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import {
  BIGINT,
  BLOB,
  DuckDBBlobValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Source } from '../../shared/model/answer.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import { breathe } from './breathe.ts'
import type { Row, Session } from './database.ts'
import { append, timestamp } from './kill-log-staging.ts'
import { packRawAnswer, sha256Of, type PackedRawAnswer } from './pack.ts'
import type { RawAnswer } from './raw-answer.ts'

const unpack = promisify(gunzip)

const rawAnswerTypes = [
  ...[BIGINT, BIGINT, BIGINT, INTEGER],
  ...[VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR],
  ...[TIMESTAMP, TIMESTAMP, BIGINT, VARCHAR, BLOB],
]

/** How many answers are packed at once, and stored at once: more would hold up the event loop. */
const packedAtOnce = 8
const storedAtOnce = 32

export async function packRawAnswers(answers: readonly RawAnswer[]): Promise<PackedRawAnswer[]> {
  const packed: PackedRawAnswer[] = []
  for (const answer of answers) {
    packed.push(await packRawAnswer(answer))
    if (packed.length % packedAtOnce === 0) await breathe()
  }
  return packed
}

/** The first id that no raw answer has. */
export async function nextRawAnswerId(session: Session): Promise<bigint> {
  const [last] = await session.rows('SELECT coalesce(max(id), 0) AS id FROM raw_answer')
  return (last?.['id'] as bigint) + 1n
}

/**
 * Stores what an answer or a window of the kill log was read from, in the order in which it was asked
 * for; the first gets the id `firstId`, the others those after it.
 */
export async function storeRawAnswers(
  session: Session,
  { answerId, killWindowId }: { answerId?: bigint; killWindowId?: bigint },
  firstId: bigint,
  packed: readonly PackedRawAnswer[],
): Promise<void> {
  const rows = packed.map(({ request, source, size, sha256, gzipped }, position) => [
    firstId + BigInt(position),
    answerId ?? null,
    killWindowId ?? null,
    position,
    request,
    source.service,
    source.method,
    source.url,
    source.body === null ? null : JSON.stringify(source.body),
    source.requestId,
    instant(source.serverDate),
    instant(source.fetchedAt),
    BigInt(size),
    sha256,
    new DuckDBBlobValue(gzipped),
  ])
  const chunks = (function* () {
    for (let start = 0; start < rows.length; start += storedAtOnce) {
      const part = rows.slice(start, start + storedAtOnce)
      yield rawAnswerTypes.map((_, column) => part.map((row) => row[column] ?? null))
    }
  })()
  await append(session, { table: 'raw_answer' }, rawAnswerTypes, chunks)
}

/**
 * What an answer was read from, in the order in which it was asked for, unpacked and checked.
 * @throws AuditDeskError `file`, naming the answer, when a body is not the one that was stored
 */
export async function readRawAnswers(session: Session, answerId: bigint): Promise<RawAnswer[]> {
  const rows = await session.rows(
    'SELECT * FROM raw_answer WHERE answer_id = $answerId ORDER BY position',
    { answerId },
  )
  const answers: RawAnswer[] = []
  for (const row of rows) {
    const name = `answer ${answerId}, part ${Number(row['position']) + 1} of ${rows.length}`
    answers.push({
      request: String(row['request']),
      source: readSource(row),
      body: await readBody(row, name),
    })
  }
  return answers
}

/**
 * The body of a row of `raw_answer`, unpacked and checked.
 * @param name says which answer it is, for the error
 * @throws AuditDeskError `file` when it is not the one that was stored
 */
export async function readBody(row: Row, name: string): Promise<Uint8Array> {
  const body = await unpack(row['gzipped'] as Uint8Array).catch((error: unknown) => {
    throw damaged(name, error)
  })
  if ((await sha256Of(body)) !== row['sha256']) throw damaged(name)
  return body
}

function damaged(name: string, cause?: unknown): AuditDeskError {
  return new AuditDeskError(
    {
      code: 'file',
      message: `The archive holds a damaged answer (${name}): it is not what its SHA-256 was taken of, and is not used.`,
      retryable: false,
      hint: 'Choose an earlier answer, or ask the service again.',
    },
    { cause },
  )
}

/** Where a row of `raw_answer` is from. */
export function readSource(row: Row): Source {
  const text = (column: string): string | null => (row[column] as string | null) ?? null
  const body = text('request_body')
  const serverDate = row['server_date']
  return {
    service: row['service'] as Source['service'],
    method: row['method'] as Source['method'],
    url: String(row['url']),
    body: body === null ? null : (JSON.parse(body) as unknown),
    requestId: text('request_id'),
    serverDate: serverDate instanceof Date ? serverDate.toISOString() : null,
    fetchedAt: (row['fetched_at'] as Date).toISOString(),
  }
}

function instant(text: string | null): DuckDBValue {
  return text === null ? null : timestamp(Date.parse(text))
}
