import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import { ProjectId } from '../../shared/model/ids.ts'

/*
 * The answers as the services send them. Schemas check and never change a value, so that what is
 * exported is what was received. Unknown fields pass; known ones may be missing or null, as the
 * vendor's own clients allow; a field of the wrong type is an error that names it.
 */

/** A 64-bit integer: a number, or a bigint where `parseJson` met more than 2^53. */
export const int64 = z
  .union([z.number().int(), z.bigint()], { error: 'expected an integer' })
  .nullish()
export const text = z.string().nullish()
const count = z.number().int().min(0).nullish()

/** seed-2, Table 5. */
const SummaryRow = z.looseObject({
  id: int64,
  status: text,
  project_id: text,
  instance_id: int64,
  instance_name: text,
  audit_duration: int64,
  total_sql: int64,
  total_risk: int64,
  today_sql: int64,
  today_risk: int64,
  today_session: int64,
  update_time: int64,
  reserve1: text,
  reserve2: text,
})
export type WireSummaryRow = z.infer<typeof SummaryRow>

/** seed-2, Table 4. `total` counts the rows; the page's "license files" is a mistranslation. */
export const WireSummary = z.looseObject({
  project_id: text,
  audit_duration: int64,
  total_sql: int64,
  total_risk: int64,
  today_sql: int64,
  today_risk: int64,
  today_session: int64,
  update_time: int64,
  total: count,
  data_list: z.array(SummaryRow).nullish(),
})
export type WireSummary = z.infer<typeof WireSummary>

/** seed-0, Table 6; a bare array. */
export const WireSessions = z.array(
  z.looseObject({
    db_id: text,
    db_ip: text,
    db_name: text,
    db_user: text,
    session_num: int64,
  }),
)
export type WireSessions = z.infer<typeof WireSessions>

/** seed-3, Table 4; a bare array. */
export const WireAnalyses = z.array(
  z.looseObject({ db_id: text, db_name: text, generate_time: text, statistics_type: text }),
)
export type WireAnalyses = z.infer<typeof WireAnalyses>

/** seed-4, Table 4. `process_id` is documented as a string and sent as a number. */
const KillRecord = z.looseObject({
  instance_id: text,
  instance_name: text,
  process_id: z
    .union([z.string(), z.number().int(), z.bigint()], { error: 'expected a string or an integer' })
    .nullish(),
  execute_user_name: text,
  execute_time: text,
})
export type WireKillRecord = z.infer<typeof KillRecord>

/** seed-4, Table 3. */
export const WireKillLog = z.looseObject({
  total_count: count,
  process_audit_logs: z.array(KillRecord).nullish(),
})
export type WireKillLog = z.infer<typeof WireKillLog>

/**
 * Says of a page of the kill log what `WireKillLog` says, in a small part of the time: pages are long
 * and many. Where it says no, the schema tells what is wrong.
 */
export function isKillLog(value: unknown): value is WireKillLog {
  if (!isRecord(value)) return false
  const { total_count: total, process_audit_logs: rows } = value as Loose<WireKillLog>
  if (!isMissing(total) && !(isInteger(total) && total >= 0)) return false
  return isMissing(rows) || (Array.isArray(rows) && rows.every(isKillRecord))
}

function isKillRecord(value: unknown): value is WireKillRecord {
  if (!isRecord(value)) return false
  const row = value as Loose<WireKillRecord>
  return (
    isText(row.instance_id) &&
    isText(row.instance_name) &&
    (isText(row.process_id) || isInteger(row.process_id) || typeof row.process_id === 'bigint') &&
    isText(row.execute_user_name) &&
    isText(row.execute_time)
  )
}

/** The known fields of a type before they were checked. */
type Loose<T> = { readonly [K in keyof T as string extends K ? never : K]?: unknown }

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

function isText(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || isMissing(value)
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

/** The three variants of the instance list differ in the name of the list and of the id. */
const AuditInstance = z.looseObject({
  id: text,
  instance_id: text,
  name: text,
  status: text,
  version: text,
  timezone: text,
})
export type WireAuditInstance = z.infer<typeof AuditInstance>
export const WireAuditInstances = z.looseObject({
  instances: z.array(AuditInstance).nullish(),
  servers: z.array(AuditInstance).nullish(),
  total: count,
})

const Database = z.looseObject({
  id: text,
  name: text,
  type: text,
  version: text,
  ip: text,
  port: z.union([z.string(), z.number().int()]).nullish(),
  status: text,
  audit_status: text,
})
export type WireDatabase = z.infer<typeof Database>
/** Each database stands inside a wrapper object. */
export const WireDatabases = z.looseObject({
  databases: z.array(z.looseObject({ database: Database })).nullish(),
  total: count,
})

const DdmInstance = z.looseObject({
  id: text,
  name: text,
  status: text,
  engine_version: text,
})
export type WireDdmInstance = z.infer<typeof DdmInstance>
/** v1 says `instance_num` and `total_record`, v3 says `total`. */
export const WireDdmInstances = z.looseObject({
  instances: z.array(DdmInstance).nullish(),
  total_record: count,
  total: count,
})

export const WireProjects = z.looseObject({
  projects: z.array(
    z.looseObject({ id: ProjectId, name: z.string(), enabled: z.boolean().nullish() }),
  ),
})

/** The part of a token's body that says how long it lives. */
export const WireToken = z.looseObject({ token: z.looseObject({ expires_at: z.string() }) })

/**
 * Checks an answer against its schema.
 * @throws AuditDeskError `answer`, naming each field that is not what the reference describes
 */
export function checkWire<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  if ((schema as z.ZodType) === WireKillLog && isKillLog(value)) return value as T
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.map((step) =>
      typeof step === 'number' ? `[${step}]` : `.${String(step)}`,
    )
    return `${path.join('').replace(/^\./, '') || 'the whole answer'}: ${issue.message}`
  })
  throw new AuditDeskError({
    code: 'answer',
    message: `The ${what} is not what the API reference describes: ${fields.join('; ')}`,
    retryable: false,
    hint: 'The service may have changed. Nothing of this answer is used.',
  })
}
