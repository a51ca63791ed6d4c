import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { channel } from '../../shared/contract/channels.ts'
import { contract, type Envelope, type Handlers } from '../../shared/contract/index.ts'
import type { Procedure } from '../../shared/contract/procedure.ts'
import { AuditDeskError, inputError, type ErrorReport } from '../../shared/errors.ts'
import type { Log, LogEntry } from '../log.ts'
import type { z } from 'zod'

type AnyHandler = (input: unknown) => Promise<unknown>

/**
 * Opens a channel for every procedure of the contract. The one place where the sender and the input
 * are checked, and where an error becomes what may cross.
 * @param isTrusted whether the message comes from our own page in its top frame
 */
export function serveContract(
  handlers: Handlers,
  isTrusted: (event: IpcMainInvokeEvent) => boolean,
  log: Log,
): void {
  for (const [domain, procedures] of Object.entries(contract)) {
    const served = handlers[domain as keyof Handlers] as unknown as Record<string, AnyHandler>
    for (const [name, { input: schema }] of Object.entries<Procedure<z.ZodType, unknown>>(
      procedures,
    )) {
      const handler = served[name]
      if (handler === undefined) throw new Error(`No handler for ${domain}.${name}`)
      ipcMain.handle(channel(domain, name), async (event, input: unknown) => {
        if (!isTrusted(event)) return failed(untrusted())
        const parsed = schema.safeParse(input)
        if (!parsed.success) return failed(inputError(parsed.error).toReport())
        try {
          return { ok: true, value: await handler(parsed.data) } satisfies Envelope<unknown>
        } catch (error) {
          if (!(error instanceof AuditDeskError)) log(faultEntry(`${domain}.${name}`, error))
          return failed(toReport(error))
        }
      })
    }
  }
}

function failed(error: ErrorReport): Envelope<never> {
  return { ok: false, error }
}

function untrusted(): ErrorReport {
  return { code: 'internal', message: 'This page may not ask the app.', retryable: false }
}

/** Where a fault of the app arose; not its text, which may hold anything. */
function faultEntry(procedure: string, error: unknown): LogEntry {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    event: 'fault',
    procedure,
    kind: error instanceof Error ? error.name : typeof error,
    at: frames.slice(0, 8).join(' '),
  }
}

/** An unforeseen error's text stays here: nobody has checked it for secrets. */
function toReport(error: unknown): ErrorReport {
  if (error instanceof AuditDeskError) return error.toReport()
  const kind = error instanceof Error ? error.name : typeof error
  return {
    code: 'internal',
    message: `A fault in the app (${kind}).`,
    retryable: false,
    hint: 'Please report it, with what you did.',
  }
}
