import type { Account } from '../../shared/model/account.ts'
import type { ArchiveSubject } from '../archive/archives.ts'
import { resolveEndpoints } from '../huawei/endpoints.ts'

/** What of an account decides which archive is its own: what is asked, not who asks. */
export function archiveSubject({
  name,
  region,
  projectId,
  endpoints,
}: Pick<Account, 'name' | 'region' | 'projectId' | 'endpoints'>): ArchiveSubject {
  const { dbss, ddm } = resolveEndpoints(region, endpoints)
  return { region, projectId, endpoints: { dbss, ddm }, accountName: name }
}
