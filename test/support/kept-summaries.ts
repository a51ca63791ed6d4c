import { join } from 'node:path'
import { archiveSubject } from '../../src/main/accounts/archive-subject.ts'
import { Archives } from '../../src/main/archive/archives.ts'
import { askAndKeep } from '../../src/main/collect/answers.ts'
import type { Asker } from '../../src/main/huawei/client.ts'
import type { NewAccount } from '../../src/shared/model/account.ts'
import { cannedAnswers } from './canned-answers.ts'
import { anySignal } from './client.ts'

/** Puts summaries into the archive of an account, as if they had been read at these times. */
export async function keepSummaries(
  profileFolder: string,
  account: NewAccount,
  times: readonly number[],
): Promise<void> {
  const folder = join(profileFolder, 'archive')
  const archives = new Archives({ folder, program: 'a test', tell: () => undefined })
  const { answers } = await archives.open(archiveSubject(account))
  let index = 0
  for (const at of times) {
    const client = readAt(
      cannedAnswers(account.projectId, () => summaryAt(at, index)),
      at,
    )
    await askAndKeep(client, () => Promise.resolve(answers), { kind: 'summary' }, null, anySignal)
    index += 1
  }
  await archives.closeAll()
}

function readAt(client: Asker, at: number): Asker {
  const fetchedAt = new Date(at).toISOString()
  const ask: Asker['ask'] = async (...question) => {
    const answer = await client.ask(...question)
    return { ...answer, source: { ...answer.source, fetchedAt } }
  }
  return { projectId: client.projectId, ask, askOnce: ask }
}

/** Totals that grow, and counts of the day that begin at 0 each day. */
function summaryAt(at: number, index: number): unknown {
  const hours = new Date(at).getUTCHours()
  return {
    project_id: 'project',
    audit_duration: 99_423,
    total_sql: 118_000_000 + index * 22_347 + (index % 7) * 1_300,
    total_risk: 150_000 + index * 93 + (index % 5) * 40,
    today_sql: hours * 1_430 + (index % 3) * 210,
    today_risk: hours * 11 + (index % 4),
    today_session: hours * 190 + (index % 6) * 17,
    update_time: at - 1_020_000,
    total: 1,
    data_list: [
      {
        id: 1,
        status: '1',
        instance_id: 5542,
        instance_name: 'warehouse-audit',
        audit_duration: 99_423,
        total_sql: 3_537,
        total_risk: 380,
        today_sql: 12,
        today_risk: 3,
        today_session: 4,
        update_time: at - 1_020_000,
      },
    ],
  }
}
