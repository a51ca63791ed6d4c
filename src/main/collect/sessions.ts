import { DatabaseId } from '../../shared/model/ids.ts'
import type { SessionShare } from '../../shared/model/session-share.ts'
import type { Asker } from '../huawei/client.ts'
import { getSessions, type SessionsQuestion } from '../huawei/dbss.ts'
import type { WireSessions } from '../huawei/wire.ts'
import { toCount, type Collected } from './collected.ts'

/** Sessions per database user of one audit instance. */
export async function collectSessions(
  client: Asker,
  question: SessionsQuestion,
  signal: AbortSignal,
): Promise<Collected<WireSessions, SessionShare[]>> {
  const { body, source } = await getSessions(client, question, signal)
  return {
    wire: body,
    data: body.map((row) => ({
      databaseId: readDatabaseId(row.db_id),
      databaseIp: row.db_ip ?? null,
      databaseName: row.db_name ?? null,
      databaseUser: row.db_user ?? null,
      sessions: toCount(row.session_num),
    })),
    sources: [source],
    missing: [],
  }
}

/** An id that isn't one is no id; its row is kept. */
export function readDatabaseId(raw: string | null | undefined): DatabaseId | null {
  return DatabaseId.safeParse(raw).data ?? null
}
