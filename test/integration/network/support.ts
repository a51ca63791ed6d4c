import { inspect } from 'node:util'
import type { NetworkOptions } from '../../../src/main/huawei/connections.ts'
import { Transport, type ApiAnswer } from '../../../src/main/huawei/transport.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import { anySignal } from '../../support/client.ts'

/** A host that no name server knows: only a proxy of the test leads there. */
export const host = 'dbss.test.example'

const open: { close: () => Promise<void> }[] = []

/** Closed by `closeAll`. */
export function keep<T extends { close: () => Promise<void> }>(thing: T): T {
  open.push(thing)
  return thing
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
}

/** @param endpoint of all three services */
export function transportTo(endpoint: string, network: Partial<NetworkOptions>): Transport {
  const endpoints = { iam: endpoint, dbss: endpoint, ddm: endpoint }
  return keep(new Transport(endpoints, { proxy: { kind: 'none' }, ca: null, ...network }))
}

export function get(transport: Transport): Promise<ApiAnswer> {
  const request = { service: 'dbss', method: 'GET', path: '/v1/summary' } as const
  return transport.send(
    transport.prepare(request),
    { 'x-auth-token': 'token-of-the-test' },
    anySignal,
  )
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<AuditDeskError> {
  const error: unknown = await call.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  )
  if (error instanceof AuditDeskError) return error
  throw new Error('not an AuditDeskError', { cause: error })
}

/** Everything an error could ever show, its causes and their fields included. */
export function everythingOf(error: unknown): string {
  return inspect(error, { depth: 20, showHidden: true, maxStringLength: null })
}
