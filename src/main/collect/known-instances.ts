import { AuditDeskError } from '../../shared/errors.ts'
import type { ProjectId } from '../../shared/model/ids.ts'
import type { Archive } from '../archive/archive.ts'
import type { KnownInstances } from '../report/build/source.ts'
import { askArchive } from './answers.ts'

/** The instances of both services that the archive's latest lists name. Asks no service. */
export async function knownInstances(
  archive: Archive,
  projectId: ProjectId,
): Promise<{ auditInstances: KnownInstances; ddmInstances: KnownInstances }> {
  return {
    auditInstances: await listed(archive, projectId, 'audit-instances', 'audit instances'),
    ddmInstances: await listed(archive, projectId, 'ddm-instances', 'DDM instances'),
  }
}

async function listed(
  { answers }: Archive,
  projectId: ProjectId,
  kind: 'audit-instances' | 'ddm-instances',
  what: string,
): Promise<KnownInstances> {
  try {
    const { collected } = await askArchive(answers, projectId, { kind }, null)
    const instances = collected.data.map(({ id, name }) => ({ id, name }))
    return { instances, missing: collected.missing }
  } catch (error) {
    if (!(error instanceof AuditDeskError) || error.code === 'cancelled') throw error
    const why = error.code === 'not-found' ? '' : ` ${error.message}`
    const missing = `The archive has no list of the project’s ${what}; there may be others than those it has answers about.${why}`
    return { instances: [], missing: [missing] }
  }
}
