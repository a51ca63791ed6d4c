import type { Analysis } from '../../shared/model/analysis.ts'
import type { AuditInstanceId } from '../../shared/model/ids.ts'
import type { Asker } from '../huawei/client.ts'
import { getAnalyses } from '../huawei/dbss.ts'
import { parseDbssTime } from '../huawei/time.ts'
import type { WireAnalyses } from '../huawei/wire.ts'
import type { Collected } from './collected.ts'
import { readDatabaseId } from './sessions.ts'

/** Which analyses exist for the databases of one audit instance, and when each was computed, in its zone. */
export async function collectAnalyses(
  client: Asker,
  instanceId: AuditInstanceId,
  timeZone: string,
  signal: AbortSignal,
): Promise<Collected<WireAnalyses, Analysis[]>> {
  const { body, source } = await getAnalyses(client, instanceId, signal)
  return {
    wire: body,
    data: body.map((row) => ({
      databaseId: readDatabaseId(row.db_id),
      databaseName: row.db_name ?? null,
      type: row.statistics_type ?? null,
      rawGeneratedAt: row.generate_time ?? null,
      generatedAt: parseDbssTime(row.generate_time, timeZone),
    })),
    sources: [source],
    missing: [],
  }
}
