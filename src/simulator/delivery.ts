import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import type { Answer } from './answers.ts'
import type { Delivery } from './faults/injector.ts'
import { stringify } from './json.ts'

const compress = promisify(gzip)
const worthCompressing = 1024
/** What is packed in less time than it takes to have another thread do it, in bytes. */
const small = 64 * 1024
/** As gateways do: they pack quickly rather than well. */
const packing = { level: 1 }

/** Writes an answer, in the way that the faults which struck it leave. */
export async function send(
  response: ServerResponse,
  answer: Answer,
  delivery: Delivery,
  options: { acceptsGzip: boolean; headers: Record<string, string> },
): Promise<void> {
  if (response.destroyed) return
  if (delivery.reset === 'before-answer') {
    reset(response)
    return
  }
  const whole = Buffer.from('text' in answer ? answer.text : stringify(answer.body))
  const plain = delivery.truncate ? whole.subarray(0, Math.ceil(whole.length / 2)) : whole
  const compressed = options.acceptsGzip && plain.length >= worthCompressing
  const bytes = compressed ? await pack(plain) : plain
  const type = 'text' in answer ? answer.type : 'application/json;charset=utf8'
  response.writeHead(answer.status, {
    ...options.headers,
    'Content-Type': delivery.contentType ?? type,
    'Content-Length': bytes.length,
    ...(compressed ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
    ...answer.headers,
  })
  if (delivery.reset === 'mid-body') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reset(response))
    return
  }
  response.end(bytes)
}

async function pack(plain: Buffer): Promise<Buffer> {
  return plain.length <= small ? gzipSync(plain, packing) : compress(plain, packing)
}

/** Breaks the connection as a failing network does, rather than ending it in good order. */
function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
