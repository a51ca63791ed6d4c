import type { Handlers } from '../../shared/contract/index.ts'
import { writeCsvFile } from '../report/csv.ts'
import { proposedRowsName, rowColumns, rowsOfAccounts } from '../report/rows-csv.ts'
import type { KillLogServices } from './kill-log-handlers.ts'

/** The procedures of the domain `export`. */
export function exportHandlers({
  scopes,
  askWhereToSave,
}: Pick<KillLogServices, 'scopes' | 'askWhereToSave'>): Handlers['export'] {
  return {
    saveRows: async (toSave) => {
      const accounts = toSave.parts.map(({ accountId }) => scopes.account(accountId))
      const rows = [...rowsOfAccounts(toSave, (accountId) => scopes.account(accountId))]
      const path = await askWhereToSave(proposedRowsName(toSave, accounts))
      if (path === null) return null
      await writeCsvFile(path, rowColumns(toSave.columns), rows, { bom: true })
      return { path, rows: rows.length }
    },
  }
}
