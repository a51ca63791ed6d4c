import type { Json } from './json.ts'

/** JSON or, from something that isn't the service, text of another type. */
export type Answer = { status: number; headers?: Record<string, string> } & (
  { body: Json } | { text: string; type: string }
)

/** Thrown by whoever finds a request wrong; the answer is what the caller gets. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.answer = answer
  }
}

/** The gateway in front of every service (`error_code` such as `APIGW.0301`). */
export function gatewayRefusal(
  status: number,
  code: string,
  message: string,
  requestId: string,
): Refusal {
  return new Refusal({
    status,
    body: { error_msg: message, error_code: `APIGW.${code}`, request_id: requestId },
  })
}

/** DBSS as its pages describe it; the codes are of its published table. */
export function dbssRefusal(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, body: { error_code: `DBSS.${code}`, error_msg: message } })
}

export const dbssBadMessage = (message: string) => dbssRefusal(400, '10000001', message)

/** DDM: its v1 calls name the fields of an error otherwise than its v3 calls. */
export function ddmRefusal(
  version: 'v1' | 'v3',
  status: number,
  code: string,
  message: string,
): Refusal {
  const body =
    version === 'v1'
      ? { errCode: `DBS.${code}`, externalMessage: message }
      : { error_code: `DBS.${code}`, error_msg: message }
  return new Refusal({ status, body })
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
}

export function iamRefusal(status: number, message: string): Refusal {
  return new Refusal({
    status,
    body: { error: { code: status, message, title: titles[status] ?? 'Error' } },
  })
}

/** IAM's other shape of error, which carries a code. */
export function iamCodeRefusal(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, body: { error_code: code, error_msg: message } })
}
