import type { z } from 'zod'
import type { ProjectId } from '../../shared/model/ids.ts'
import type { RawAnswer } from '../archive/raw-answer.ts'
import type { Asker, Checked } from '../huawei/client.ts'
import { stringifyJson } from '../huawei/json.ts'
import type { ApiRequest } from '../huawei/transport.ts'

/**
 * A request as one text: equal for requests that ask the same, whichever endpoint they go to and in
 * whichever order their parameters stand.
 */
export function requestKey({ service, method, path, query = [], body = null }: ApiRequest): string {
  const parameters = [...query].sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
  const request = [service, method, path, parameters, sorted(body)]
  // Only a body can hold what needs the slower way.
  return body === null ? JSON.stringify(request) : stringifyJson(request)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** The same with the keys of all objects in the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/** Asks in another's place and notes what is answered; what is refused, it passes on. */
export class RecordingAsker implements Asker {
  readonly projectId: ProjectId
  /** Every answer so far, in the order in which they came. */
  readonly raw: RawAnswer[] = []
  readonly #asker: Asker

  constructor(asker: Asker) {
    this.projectId = asker.projectId
    this.#asker = asker
  }

  async ask<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    return this.#note(request, await this.#asker.ask(request, schema, what, signal))
  }

  async askOnce<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    return this.#note(request, await this.#asker.askOnce(request, schema, what, signal))
  }

  #note<T>(request: ApiRequest, checked: Checked<T>): Checked<T> {
    const { source, raw } = checked
    this.raw.push({ request: requestKey(request), source, body: raw })
    return checked
  }
}
