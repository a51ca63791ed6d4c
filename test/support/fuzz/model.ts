import { z } from 'zod'
import { ErrorReport } from '../../../src/shared/errors.ts'
import type { Asked, Row, Told } from '../faults/questions.ts'

const text = z.string().nullable()
const count = z.bigint().nullable()
const id = z.string().min(1)
/** As `Date` writes it; what it can't read again is no instant. */
const instant = z
  .string()
  .refine((value) => {
    const date = new Date(value)
    return !Number.isNaN(date.getTime()) && date.toISOString() === value
  }, 'must be an ISO instant in UTC')
  .nullable()

const counts = {
  totalSql: count,
  totalRisk: count,
  todaySql: count,
  todayRisk: count,
  todaySession: count,
  auditDuration: count,
  updatedAt: instant,
}
const analysis = z.strictObject({
  databaseId: text,
  databaseName: text,
  type: text,
  rawGeneratedAt: text,
  generatedAt: instant,
})

/** A trend, or one of its points with each of the counts of its type. */
function trend(...series: readonly string[]): z.ZodType {
  return z.union([
    z.strictObject({
      status: z.enum(['finished', 'running', 'unknown']),
      rawGeneratedAt: text,
      generatedAt: instant,
    }),
    z.strictObject({
      ...{ rawPeriod: z.string(), at: instant },
      ...Object.fromEntries(series.map((name) => [name, count])),
    }),
  ])
}

/** What the rows of an answer may be, in the app's terms. */
const rows: Readonly<Record<Asked, z.ZodType>> = {
  tokens: analysis,
  projects: z.strictObject({ id, name: z.string(), enabled: z.boolean() }),
  auditInstances: z.strictObject({
    id,
    name: z.string(),
    status: text,
    version: text,
    timeZone: text,
  }),
  databases: z.strictObject({
    id,
    name: z.string(),
    type: text,
    version: text,
    ip: text,
    port: text,
    auditStatus: text,
  }),
  sessions: z.strictObject({
    databaseId: text,
    databaseIp: text,
    databaseName: text,
    databaseUser: text,
    sessions: count,
  }),
  riskTrend: trend('riskyOperations'),
  riskLevelTrend: trend('high', 'middle', 'low', 'none'),
  sessionTrend: trend('active', 'failed', 'new'),
  statementTypeTrend: trend('select', 'insert', 'update', 'delete', 'other'),
  statementTrend: trend('statements'),
  injectionTrend: trend('injections'),
  summary: z.union([
    z.strictObject(counts),
    z.strictObject({
      ...counts,
      id: text,
      instanceId: text,
      instanceName: z.string(),
      status: z.enum(['success', 'failure', 'unknown']),
    }),
  ]),
  analyses: analysis,
  ddmInstances: z.strictObject({ id, name: z.string(), status: text, engineVersion: text }),
  killLog: z.strictObject({
    instanceId: text,
    instanceName: text,
    processId: text,
    operator: text,
    at: instant,
  }),
}

const sentences = z.array(z.string().min(1))

/** @throws ZodError when a row is not of the model */
export function checkModel(asked: Asked, told: Told): void {
  for (const row of told.rows satisfies readonly Row[]) rows[asked].parse(row)
  sentences.parse(told.missing)
}

const report = ErrorReport.extend({ message: z.string().min(1), hint: z.string().min(1) })

/** @throws ZodError when an error could not cross the bridge as it is */
export function checkReport(told: unknown): void {
  report.parse(told)
}
