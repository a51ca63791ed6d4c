import type { Session } from './database.ts'

/** A number that grows whenever the log of the instance changes; 0 while there is none. */
export async function readRevision({ rows }: Session, instanceId: string): Promise<number> {
  const [row] = await rows(
    'SELECT coalesce(max(id), 0) AS revision FROM kill_window WHERE asked_instance_id = $instanceId',
    { instanceId },
  )
  return Number(row?.['revision'])
}
