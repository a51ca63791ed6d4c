import type { SummaryRow } from '../../../shared/model/summary.ts'
import type { Translate } from '../../i18n/index.ts'
import type { SavedColumn } from '../rows/savedColumn.ts'

/** The columns of the instances in a file: those of a report's table of them. */
export function savedColumns(t: Translate): SavedColumn<SummaryRow>[] {
  return [
    {
      header: 'instance_id',
      label: t('overview.instanceNumber'),
      value: (row) => row.instanceId,
    },
    { header: 'instance_name', label: t('overview.instance'), value: (row) => row.instanceName },
    { header: 'status', label: t('overview.status'), value: (row) => row.status },
    { header: 'total_sql', label: t('overview.statements'), value: (row) => row.totalSql },
    { header: 'total_risk', label: t('overview.risks'), value: (row) => row.totalRisk },
    { header: 'today_sql', label: t('overview.todayStatements'), value: (row) => row.todaySql },
    { header: 'today_risk', label: t('overview.todayRisks'), value: (row) => row.todayRisk },
    {
      header: 'today_session',
      label: t('overview.todaySessions'),
      value: (row) => row.todaySession,
    },
    {
      header: 'audit_duration',
      label: t('overview.durationColumn'),
      value: (row) => row.auditDuration,
    },
    { header: 'updated_at', label: t('overview.updatedColumn'), value: (row) => row.updatedAt },
  ]
}
