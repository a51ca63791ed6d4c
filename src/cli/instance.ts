import type { Collected } from '../main/collect/collected.ts'
import { AuditDeskError } from '../shared/errors.ts'
import { AuditInstanceId, DdmInstanceId } from '../shared/model/ids.ts'
import type { Connection } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import type { Words } from './words.ts'
import { zoneOf, type KnownZone } from './zone.ts'

interface Choice {
  id: string
  name: string
}

/** The audit instance a question is about, and the zone of its times. */
export interface ChosenAuditInstance {
  id: AuditInstanceId
  timeZone: KnownZone
}

/**
 * The audit instance a question is about. Where one was named, the list of instances is not asked.
 * @throws UsageError that lists them where there are several
 */
export async function chooseAuditInstance(
  typed: string | undefined,
  connection: Connection,
  words: Words,
  signal: AbortSignal,
): Promise<ChosenAuditInstance> {
  const { dbssTimeZone } = connection
  if (typed !== undefined) {
    return { id: named(AuditInstanceId.safeParse(typed)), timeZone: zoneOf(dbssTimeZone, null) }
  }
  const listed = await connection.ask<'audit-instances'>({ kind: 'audit-instances' }, null, signal)
  const instance = choose('audit instance', listed, connection, words)
  return { id: instance.id, timeZone: zoneOf(dbssTimeZone, instance) }
}

/** The same for a DDM instance. */
export async function chooseDdmInstance(
  typed: string | undefined,
  connection: Connection,
  words: Words,
  signal: AbortSignal,
): Promise<DdmInstanceId> {
  if (typed !== undefined) return named(DdmInstanceId.safeParse(typed))
  const listed = await connection.ask<'ddm-instances'>({ kind: 'ddm-instances' }, null, signal)
  return choose('DDM instance', listed, connection, words).id
}

function named<Id>(parsed: {
  data?: Id | undefined
  error?: { issues: { message: string }[] } | undefined
}): Id {
  if (parsed.data !== undefined) return parsed.data
  throw new UsageError(`--instance ${parsed.error?.issues[0]?.message ?? 'is not an id'}`)
}

function choose<Instance extends Choice>(
  what: string,
  { data: instances, missing }: Collected<unknown, Instance[]>,
  { demo }: Connection,
  words: Words,
): Instance {
  const [first, ...others] = instances
  if (first === undefined) {
    throw new AuditDeskError({
      code: 'not-found',
      message: `The project has no ${what}.`,
      retryable: false,
      hint: 'Check the region and the project.',
    })
  }
  const count = instances.length
  if (others.length === 0 && missing.length === 0) {
    words.say(`Using the only ${what}: ${first.name} (${first.id}).`)
    return first
  }
  if (demo) {
    words.say(`Using the first of ${count} demo ${what}s: ${first.name} (${first.id}).`)
    return first
  }
  const list = instances.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
  throw new UsageError(
    [`Which ${what}? Type --instance with one of these:`, list, ...missing].join('\n'),
  )
}
