import type { Events, Handlers } from '../../shared/contract/index.ts'
import type { AppInfo, SecretsBackend } from '../../shared/contract/app.ts'
import type { SavedFile } from '../../shared/contract/kill-log.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { AccountId, AuditInstanceId } from '../../shared/model/ids.ts'
import { resolveBounds } from '../../shared/model/time-range.ts'
import { readTimeZone } from '../../shared/model/time-zone.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Scope, Scopes } from '../accounts/scopes.ts'
import { collectAnalyses } from '../collect/analyses.ts'
import type { Collected } from '../collect/collected.ts'
import type { Collections } from '../collect/collections.ts'
import {
  collectAuditInstances,
  collectDatabases,
  collectDdmInstances,
} from '../collect/instances.ts'
import { collectKillLog, readKillRecord } from '../collect/kill-log.ts'
import { collectRiskTrend } from '../collect/risk-trend.ts'
import { collectSessions } from '../collect/sessions.ts'
import { collectSummary } from '../collect/summary.ts'
import { writeCsvFile } from '../report/csv.ts'
import type { NetworkStore } from '../settings/network-settings.ts'
import { killLogColumns, proposedFileName } from '../report/kill-log-csv.ts'

export interface Services {
  accounts: Accounts
  scopes: Scopes
  collections: Collections
  secretsBackend: () => Promise<SecretsBackend>
  appInfo: Omit<AppInfo, 'secrets'>
  /** Asks the user where to save. @returns the path, or `null` if they closed the dialog */
  askWhereToSave: (proposedName: string) => Promise<string | null>
  /** Asks the user for a PEM file. @returns its path, or `null` if they closed the dialog */
  askForCaFile: () => Promise<string | null>
  network: NetworkStore
  emit: <E extends keyof Events>(event: E, payload: Events[E]) => void
}

/** What each procedure of the contract does; leaving one out does not compile. */
export function createHandlers(services: Services): Handlers {
  const { accounts, scopes, collections, emit } = services
  const running = new Map<string, AbortController>()

  async function answer<T>(
    accountId: AccountId,
    collect: (scope: Scope) => Promise<Collected<unknown, T>>,
    zoneOf: (scope: Scope) => string | null = () => null,
  ): Promise<Answer<T>> {
    const scope = await scopes.open(accountId)
    const { data, sources, missing } = await collect(scope)
    stopIfLeft(scope)
    return { accountId, data, sources, timeZone: zoneOf(scope), missing }
  }

  return {
    app: {
      info: async () => ({ ...services.appInfo, secrets: await services.secretsBackend() }),
    },
    accounts: {
      list: () => accounts.list(),
      listProjects: (signIn) => accounts.listProjects(signIn),
      add: (account) => accounts.add(account),
      edit: ({ accountId, ...change }) => accounts.edit(accountId, change),
      setSecret: async ({ accountId, secret }) => {
        await accounts.setSecret(accountId, secret)
        return null
      },
      test: ({ accountId }) => accounts.test(accountId),
      previewRemoval: ({ accountId }) => accounts.previewRemoval(accountId),
      remove: ({ accountId }) => {
        collections.forget(accountId)
        return accounts.remove(accountId)
      },
      select: ({ accountId }) => accounts.select(accountId),
      openDemo: () => accounts.openDemo(),
    },
    audit: {
      instances: ({ accountId }) =>
        answer(accountId, async ({ client, signal, timeZones }) => {
          const collected = await collectAuditInstances(client, signal)
          for (const { id, timeZone } of collected.data) {
            const zone = readTimeZone(timeZone)
            if (zone !== null) timeZones.set(id, zone)
          }
          return collected
        }),
      databases: ({ accountId, instanceId }) =>
        answer(accountId, ({ client, signal }) => collectDatabases(client, instanceId, signal)),
      summary: ({ accountId }) =>
        answer(accountId, ({ client, signal }) => collectSummary(client, signal)),
      sessions: ({ accountId, ...question }) => {
        const zoneOf = zoneFor(question.instanceId)
        const ask = (scope: Scope) =>
          collectSessions(scope.client, { ...question, timeZone: zoneOf(scope) }, scope.signal)
        return answer(accountId, ask, zoneOf)
      },
      riskTrend: ({ accountId, ...question }) => {
        const zoneOf = zoneFor(question.instanceId)
        const ask = (scope: Scope) =>
          collectRiskTrend(scope.client, { ...question, timeZone: zoneOf(scope) }, scope.signal)
        return answer(accountId, ask, zoneOf)
      },
      analyses: ({ accountId, instanceId }) => {
        const zoneOf = zoneFor(instanceId)
        const ask = (scope: Scope) =>
          collectAnalyses(scope.client, instanceId, zoneOf(scope), scope.signal)
        return answer(accountId, ask, zoneOf)
      },
    },
    killLog: {
      instances: ({ accountId }) =>
        answer(accountId, ({ client, signal }) => collectDdmInstances(client, signal)),
      collect: async ({ accountId, collectionId, instanceId, range }) => {
        const scope = await scopes.open(accountId)
        const stop = new AbortController()
        running.set(collectionId, stop)
        try {
          const { rows, coverage, sources } = await collectKillLog(
            scope.client,
            instanceId,
            resolveBounds(range, Date.now()),
            AbortSignal.any([scope.signal, stop.signal]),
            (progress) => {
              emit('killLog.progress', { accountId, collectionId, ...progress })
            },
          )
          stopIfLeft(scope)
          const records = rows.map(readKillRecord)
          const instanceName = records[0]?.instanceName ?? instanceId
          collections.keep(accountId, { id: collectionId, instanceName, records, coverage })
          const missing = coverage.outcome.kind === 'incomplete' ? coverage.outcome.reasons : []
          return { accountId, data: coverage, sources, timeZone: null, missing }
        } finally {
          running.delete(collectionId)
        }
      },
      cancel: ({ collectionId }) => {
        running.get(collectionId)?.abort()
        return Promise.resolve(null)
      },
      page: async ({ accountId, collectionId, query, offset, limit }) =>
        Promise.resolve(collections.page(accountId, collectionId, query, offset, limit)),
      facets: async ({ accountId, collectionId, filter }) =>
        Promise.resolve(collections.facets(accountId, collectionId, filter)),
      saveCsv: async ({ accountId, collectionId, query }): Promise<SavedFile> => {
        const { instanceName, coverage } = collections.get(accountId, collectionId)
        const rows = collections.query(accountId, collectionId, query)
        const { accounts: known } = await accounts.list()
        const account = known.find(({ id }) => id === accountId)
        const path = await services.askWhereToSave(
          proposedFileName(account?.name ?? '', instanceName, coverage.range),
        )
        if (path === null) return null
        await writeCsvFile(path, killLogColumns, rows, { bom: true })
        return { path, rows: rows.length, complete: coverage.outcome.kind === 'complete' }
      },
    },
    settings: {
      network: () => Promise.resolve(services.network.settings),
      setNetwork: async ({ network, proxyPassword }) => {
        await services.network.set(network, proxyPassword)
        await scopes.closeAll()
        return services.network.settings
      },
      chooseCaFile: () => services.askForCaFile(),
    },
  }
}

/** The zone of an instance: what it says itself, else what the account is set to. */
function zoneFor(instanceId: AuditInstanceId): (scope: Scope) => string {
  return ({ account, timeZones }) => timeZones.get(instanceId) ?? account.dbssTimeZone
}

/** An answer that comes after the account was left is nobody's. */
function stopIfLeft({ signal }: Scope): void {
  if (signal.aborted) {
    throw new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
  }
}
