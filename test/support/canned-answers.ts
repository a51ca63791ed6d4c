import type { Asker } from '../../src/main/huawei/client.ts'
import { parseJson, stringifyJson } from '../../src/main/huawei/json.ts'
import { checkWire } from '../../src/main/huawei/wire.ts'
import type { ProjectId } from '../../src/shared/model/ids.ts'

/** Answers as told, without a network; the bytes it sent are in `sent`. */
export function cannedAnswers(
  projectId: ProjectId,
  answer: (request: { offset: number }) => unknown,
): Asker & { sent: Buffer[] } {
  const sent: Buffer[] = []
  const ask: Asker['ask'] = (request, schema, what) => {
    const offset = Number(new Map(request.query).get('offset') ?? 0)
    const raw = Buffer.from(stringifyJson(answer({ offset })))
    sent.push(raw)
    return Promise.resolve({
      body: checkWire(schema, parseJson(raw.toString()), what),
      raw,
      source: {
        service: request.service,
        method: request.method,
        url: `https://dbss.example${request.path}?offset=${offset}`,
        body: request.body ?? null,
        requestId: sent.length % 2 === 0 ? null : `request-${sent.length}`,
        serverDate: sent.length % 3 === 0 ? null : '2026-05-01T00:00:01.000Z',
        fetchedAt: new Date().toISOString(),
      },
    })
  }
  return { projectId, ask, askOnce: ask, sent }
}
