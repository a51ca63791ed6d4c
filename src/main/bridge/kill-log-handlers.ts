import type { Handlers } from '../../shared/contract/index.ts'
import type { SavedFile } from '../../shared/contract/kill-log.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { resolveBounds } from '../../shared/model/time-range.ts'
import type { Scopes } from '../accounts/scopes.ts'
import { describeKillRecord } from '../collect/kill-record.ts'
import type { KillLogRuns } from '../collect/kill-log-runs.ts'
import { writeCsvFile } from '../report/csv.ts'
import { demoColumns, killLogColumns, proposedFileName } from '../report/kill-log-csv.ts'
import type { AnswerQuestion } from './audit-handlers.ts'

export interface KillLogServices {
  scopes: Scopes
  killLogRuns: KillLogRuns
  /** Asks the user where to save. @returns the path, or `null` if they closed the dialog */
  askWhereToSave: (proposedName: string) => Promise<string | null>
}

/** The procedures of the domain `killLog`. */
export function killLogHandlers(
  { scopes, killLogRuns, askWhereToSave }: KillLogServices,
  answer: AnswerQuestion,
): Handlers['killLog'] {
  const logOf = async (accountId: AccountId) => (await scopes.archive(accountId)).killLog
  return {
    instances: ({ accountId, from }) =>
      answer<'ddm-instances'>(accountId, from, { kind: 'ddm-instances' }),
    coverage: async ({ accountId, instanceId, range }) => {
      const log = await logOf(accountId)
      return covered(accountId, await log.coverage(instanceId, range), 'archive')
    },
    collect: async ({ accountId, collectionId, instanceId, range, what }) => {
      const coverage = await killLogRuns.collect({
        accountId,
        collectionId,
        instanceId,
        range: resolveBounds(range, Date.now()),
        what,
        inBackground: false,
      })
      return covered(accountId, coverage, 'service')
    },
    stop: ({ collectionId, how }) => {
      killLogRuns.stop(collectionId, how)
      return Promise.resolve(null)
    },
    unfinished: async ({ accountId }) => {
      const unfinished = await (await logOf(accountId)).unfinished()
      return unfinished.filter(({ id }) => !killLogRuns.isRunning(id))
    },
    dismiss: async ({ accountId, collectionId }) => {
      await (await logOf(accountId)).dismiss(collectionId)
      return null
    },
    page: async ({ accountId, instanceId, range, query, offset, limit }) => {
      const log = await logOf(accountId)
      return { accountId, ...(await log.page(instanceId, range, query, offset, limit)) }
    },
    facets: async ({ accountId, instanceId, range, filter, only }) => {
      const log = await logOf(accountId)
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
      return { accountId, ...(await log.facets(instanceId, range, { filter, only }, timeZone)) }
    },
    detail: async ({ accountId, recordId }) => {
      return { accountId, ...(await describeKillRecord(await logOf(accountId), recordId)) }
    },
    saveCsv: async ({ accountId, instanceId, range, query }): Promise<SavedFile> => {
      const log = await logOf(accountId)
      const { outcome } = await log.coverage(instanceId, range)
      const first = await log.page(instanceId, range, query, 0, 1)
      const instanceName = first.columns.instanceName[0] ?? instanceId
      const account = scopes.account(accountId)
      const path = await askWhereToSave(proposedFileName(account, instanceName, range))
      if (path === null) return null
      let rows = 0
      const records = async function* () {
        for await (const part of log.records(instanceId, range, query)) {
          rows += part.length
          yield* part
        }
      }
      const { demo } = account
      await writeCsvFile(path, demo ? demoColumns : killLogColumns, records(), { bom: true })
      return { path, rows, complete: outcome.kind === 'complete', demo }
    },
  }
}

function covered(
  accountId: AccountId,
  data: Coverage,
  origin: 'service' | 'archive',
): Answer<Coverage> {
  const missing = data.outcome.kind === 'incomplete' ? data.outcome.reasons : []
  const none = { sources: [], timeZone: null, answerId: null, unkept: null }
  return { accountId, data, missing, origin, ...none }
}
