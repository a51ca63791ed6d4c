import { vi, type Mock } from 'vitest'
import { channelNames } from '../../../src/shared/contract/channels.ts'
import type { AppInfo } from '../../../src/shared/contract/app.ts'
import type { AuditDeskBridge, Envelope } from '../../../src/shared/contract/index.ts'
import type { Answer } from '../../../src/shared/model/answer.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import type { AccountId, ProjectId } from '../../../src/shared/model/ids.ts'
import { AuditDeskError, type ErrorReport } from '../../../src/shared/errors.ts'

type Bridge = Omit<AuditDeskBridge, 'on'>
type Channels = {
  [D in keyof Bridge]: {
    [P in keyof Bridge[D]]: Mock<Extract<Bridge[D][P], (input: never) => unknown>>
  }
}

function everyChannel(
  report: (name: string) => Pick<ErrorReport, 'code'> & Partial<ErrorReport>,
): Channels {
  return Object.fromEntries(
    Object.entries(channelNames).map(([domain, names]) => [
      domain,
      Object.fromEntries(
        names.map((name) => [
          name,
          vi.fn(() => Promise.resolve(failed(report(`${domain}.${name}`)))),
        ]),
      ),
    ]),
  ) as unknown as Channels
}

type AnyChannel = (input: { from?: { kind: string } }) => unknown

/**
 * Stands in for the preload script, which only exists in Electron. Every channel answers with an
 * error until the test says otherwise; `archive` has those that ask for an answer of the archive,
 * which is empty at first.
 */
export function installDesk(): Channels & { archive: Channels } {
  const channels = everyChannel((name) => ({ code: 'internal', message: `${name}: not expected` }))
  const archive = everyChannel(() => ({ code: 'not-found' }))
  const bridge = Object.fromEntries(
    Object.entries(channels as unknown as Record<string, Record<string, AnyChannel>>).map(
      ([domain, procedures]) => {
        const kept = (archive as unknown as Record<string, Record<string, AnyChannel>>)[domain]
        return [
          domain,
          Object.fromEntries(
            Object.entries(procedures).map(([name, service]) => [
              name,
              (input: { from?: { kind: string } }) =>
                input.from?.kind === 'archive' ? kept?.[name]?.(input) : service(input),
            ]),
          ),
        ]
      },
    ),
  )
  vi.stubGlobal('auditDesk', { ...bridge, on: () => () => undefined })
  channels.app.info.mockResolvedValue(ok(appInfo()))
  return { ...channels, archive }
}

export function ok<T>(value: T): Envelope<T> {
  return { ok: true, value }
}

export function failed(report: Pick<ErrorReport, 'code'> & Partial<ErrorReport>): {
  ok: false
  error: ErrorReport
} {
  return { ok: false, error: { message: 'went wrong', retryable: false, ...report } }
}

export function deskError(
  report: Pick<ErrorReport, 'code'> & Partial<ErrorReport>,
): AuditDeskError {
  return new AuditDeskError(failed(report).error)
}

export function appInfo(changes: Partial<AppInfo> = {}): AppInfo {
  return {
    version: '0.1.0',
    platform: 'linux',
    secrets: { kind: 'keychain' },
    profileFolder: '/profile',
    notices: [],
    ...changes,
  }
}

/** An account whose id ends in `digit`. */
export function account(digit: number, changes: Partial<Account> = {}): Account {
  return {
    id: `00000000-0000-4000-8000-00000000000${digit}` as AccountId,
    name: `Account ${digit}`,
    color: 'blue',
    region: 'cn-north-4',
    signIn: { method: 'password', domainName: 'company', userName: 'auditor' },
    dbssTimeZone: 'UTC',
    endpoints: {},
    projectId: 'project' as ProjectId,
    projectName: 'cn-north-4',
    refreshKillLog: false,
    demo: false,
    ...changes,
  }
}

export function answer<T>(
  accountId: AccountId,
  data: T,
  changes: Partial<Answer<T>> = {},
): Answer<T> {
  return {
    accountId,
    data,
    sources: [
      {
        service: 'dbss',
        method: 'GET',
        url: 'https://dbss.example/v1/project',
        body: null,
        requestId: 'request-1',
        serverDate: null,
        fetchedAt: '2026-05-01T10:00:00.000Z',
      },
    ],
    timeZone: null,
    missing: [],
    origin: 'service',
    answerId: null,
    unkept: null,
    ...changes,
  }
}
