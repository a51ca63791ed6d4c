import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { blobValue, listValue } from '@duckdb/node-api'
import type { Source } from '../../shared/model/answer.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import { breathe } from './breathe.ts'
import type { Row, Session } from './database.ts'
import { packRawAnswer, sha256Of, type PackedRawAnswer } from './pack.ts'
import type { RawAnswer } from './raw-answer.ts'

const unpack = promisify(gunzip)

/** What crosses into DuckDB as text of each answer. */
const partTypes = {
  request: 'VARCHAR',
  service: 'VARCHAR',
  method: 'VARCHAR',
  url: 'VARCHAR',
  request_body: 'VARCHAR',
  request_id: 'VARCHAR',
  server_date: 'BIGINT',
  fetched_at: 'BIGINT',
  size: 'BIGINT',
  sha256: 'VARCHAR',
}

/** How many answers are packed at once, and stored at once: more would hold up the event loop. */
const packedAtOnce = 8
const storedAtOnce = 128

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
  for (let start = 0; start < packed.length; start += storedAtOnce) {
    const part = packed.slice(start, start + storedAtOnce)
    await session.run(insertion, {
      start,
      firstId,
      answerId: answerId ?? null,
      killWindowId: killWindowId ?? null,
      answers: JSON.stringify(part.map(partOf)),
      gzipped: listValue(part.map(({ gzipped }) => blobValue(gzipped))),
    })
  }
}

/** They are taken apart on another thread. */
const insertion = `
  INSERT INTO raw_answer
  SELECT $firstId::BIGINT + $start::INTEGER + place, $answerId::BIGINT, $killWindowId::BIGINT,
    $start::INTEGER + place, a.request, a.service, a.method, a.url, a.request_body, a.request_id,
    make_timestamp_ms(a.server_date), make_timestamp_ms(a.fetched_at), a.size, a.sha256, gzipped
  FROM (
    SELECT unnest(from_json(answers, '[${JSON.stringify(partTypes)}]')) AS a,
      unnest(gzipped) AS gzipped, generate_subscripts(gzipped, 1) - 1 AS place
    FROM (SELECT $answers AS answers, $gzipped AS gzipped))`

function partOf({
  request,
  source,
  size,
  sha256,
}: PackedRawAnswer): Record<keyof typeof partTypes, string | number | null> {
  return {
    request,
    service: source.service,
    method: source.method,
    url: source.url,
    request_body: source.body === null ? null : JSON.stringify(source.body),
    request_id: source.requestId,
    server_date: source.serverDate === null ? null : Date.parse(source.serverDate),
    fetched_at: Date.parse(source.fetchedAt),
    size,
    sha256,
  }
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
