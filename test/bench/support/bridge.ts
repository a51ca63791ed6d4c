import type { Archive } from '../../../src/main/archive/archive.ts'
import type { Scopes } from '../../../src/main/accounts/scopes.ts'
import { killLogHandlers } from '../../../src/main/bridge/kill-log-handlers.ts'
import {
  killLog,
  type KillLogFacets,
  type KillLogPage,
  type KillLogQuery,
} from '../../../src/shared/contract/kill-log.ts'
import type { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import type { Bounds } from '../../../src/shared/model/time-range.ts'

const accountId = '3f0c7c0e-6f0f-4d55-9a3f-0d4b2f6a8c11'

/** Part of one kill log. */
export interface Log {
  instanceId: DdmInstanceId
  range: Bounds
}

/**
 * Asks as the window does, but for Electron's own pipe: the question is cloned and checked, the
 * handler of the app answers, and the answer is cloned.
 */
export function bridgeTo(archive: Archive) {
  const nobody = () => Promise.reject(new Error('is not asked here'))
  const scopes = { archive: () => Promise.resolve(archive) } as unknown as Scopes
  const handlers = killLogHandlers(
    { scopes, killLogRuns: undefined as never, askWhereToSave: nobody },
    nobody,
  )
  return {
    async page(log: Log, query: KillLogQuery, offset: number, limit: number): Promise<KillLogPage> {
      const asked = structuredClone({ accountId, ...log, query, offset, limit })
      return structuredClone(await handlers.page(killLog.page.input.parse(asked)))
    },
    async facets(log: Log, filter: string): Promise<KillLogFacets> {
      const asked = structuredClone({ accountId, ...log, filter })
      return structuredClone(await handlers.facets(killLog.facets.input.parse(asked)))
    },
  }
}
