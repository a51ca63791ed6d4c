import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import type { ProjectId } from '../../shared/model/ids.ts'
import type { RawAnswer } from '../archive/raw-answer.ts'
import type { Asker, Checked } from '../huawei/client.ts'
import { parseJson } from '../huawei/json.ts'
import { cancelled } from '../huawei/sleep.ts'
import type { ApiRequest } from '../huawei/transport.ts'
import { checkWire } from '../huawei/wire.ts'
import { requestKey } from './recording.ts'

/**
 * Answers requests from what was answered before, each answer once; the same request asked again
 * gets the next. Opens no connection. A request that was not answered then is `not-found`: so it is
 * with the variants of a list that a service doesn't know.
 */
export class ReplayingAsker implements Asker {
  readonly projectId: ProjectId
  readonly #answers = new Map<string, RawAnswer[]>()

  constructor(projectId: ProjectId, raw: readonly RawAnswer[]) {
    this.projectId = projectId
    for (const answer of raw) {
      const same = this.#answers.get(answer.request)
      if (same === undefined) this.#answers.set(answer.request, [answer])
      else same.push(answer)
    }
  }

  async ask<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    // The network would have let other things happen meanwhile; so must this, before each slice of work.
    await setImmediate()
    if (signal.aborted) throw cancelled()
    const answer = this.#answers.get(requestKey(request))?.shift()
    if (answer === undefined) throw notAnswered(request, what)
    const { source, body: raw } = answer
    const body = read(raw, what)
    await setImmediate()
    return { body: checkWire(schema, body, what), raw, source }
  }

  async askOnce<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    return this.ask(request, schema, what, signal)
  }
}

function read(raw: Uint8Array, what: string): unknown {
  try {
    return parseJson(new TextDecoder().decode(raw))
  } catch (error) {
    throw new AuditDeskError(
      { code: 'answer', message: `The ${what} is not JSON.`, retryable: false },
      { cause: error },
    )
  }
}

function notAnswered({ method, path }: ApiRequest, what: string): AuditDeskError {
  return new AuditDeskError({
    code: 'not-found',
    message: `The archive has no ${what}: ${method} ${path} was not answered when it was kept.`,
    retryable: false,
  })
}
