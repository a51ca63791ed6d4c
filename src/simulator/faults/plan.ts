import { z } from 'zod'

export const endpoints = [
  'tokens',
  'temporaryKeys',
  'projects',
  'domains',
  'auditInstances',
  'databases',
  'sessions',
  'riskTrend',
  'riskLevelTrend',
  'sessionTrend',
  'statementTypeTrend',
  'statementTrend',
  'injectionTrend',
  'summary',
  'analyses',
  'ddmInstances',
  'killLog',
] as const
export type Endpoint = (typeof endpoints)[number]

/** The shapes in which errors come (huawei-cloud.md §3.4). */
export const envelopes = [
  'dbss',
  'dbss-policy',
  'dbss-nested',
  'ddm',
  'ddm-v1',
  'gateway',
  'iam',
  'iam-code',
  'camel-case',
  'text',
  'html',
] as const

const seconds = z.number().int().min(0).max(86_400)
const count = z.number().int().min(1).max(1_000_000)
const fields = z.array(z.string().min(1)).min(1)

/** What happens to a request or to its answer. */
const Fault = z.discriminatedUnion('kind', [
  // Instead of the answer.
  z.strictObject({ kind: z.literal('throttle'), retryAfter: seconds.optional() }),
  z.strictObject({
    kind: z.literal('error'),
    status: z.number().int().min(200).max(599),
    envelope: z.enum(envelopes),
    code: z.string().optional(),
    message: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('credentials'),
    state: z.enum([
      'token-expired',
      'token-revoked',
      'key-locked',
      'key-deleted',
      'account-locked',
      'password-expired',
      'password-changed',
      'user-barred',
    ]),
  }),
  // On the way.
  z.strictObject({
    kind: z.literal('latency'),
    milliseconds: z.number().int().min(0).max(600_000),
  }),
  z.strictObject({ kind: z.literal('reset'), at: z.enum(['before-answer', 'mid-body']) }),
  z.strictObject({ kind: z.literal('truncate') }),
  z.strictObject({ kind: z.literal('content-type'), value: z.string().min(1) }),
  /** The clock of the service is that much ahead, or behind. */
  z.strictObject({ kind: z.literal('clock'), seconds: z.number().int() }),
  // In the answer.
  z.strictObject({ kind: z.literal('drifting-total'), by: z.number().int() }),
  z.strictObject({ kind: z.literal('short-page'), rows: count }),
  z.strictObject({ kind: z.literal('page-offset') }),
  z.strictObject({ kind: z.literal('never-finished') }),
  z.strictObject({ kind: z.literal('status-case'), case: z.enum(['upper', 'lower']) }),
  z.strictObject({ kind: z.literal('old-instance-list') }),
  z.strictObject({ kind: z.literal('text-process-ids') }),
  z.strictObject({ kind: z.literal('big-counts') }),
  z.strictObject({ kind: z.literal('missing-fields'), fields }),
  z.strictObject({ kind: z.literal('null-fields'), fields }),
  z.strictObject({
    kind: z.literal('record-offset'),
    offset: z.string().regex(/^([+-]\d{4}|Z)$/, 'must be like +0800, or Z'),
  }),
])
export type Fault = z.infer<typeof Fault>

/** Which of the requests that match; without it, all of them. */
const When = z.union(
  [
    z.strictObject({ nth: z.array(count).min(1) }),
    z.strictObject({ first: count }),
    z.strictObject({ after: count }),
    z.strictObject({ every: count }),
    z.strictObject({ share: z.number().gt(0).max(1) }),
  ],
  { error: 'must have exactly one of nth, first, after, every and share' },
)
export type When = z.infer<typeof When>

const Rule = z.strictObject({
  match: z
    .strictObject({
      service: z.enum(['iam', 'dbss', 'ddm']).optional(),
      endpoint: z.enum(endpoints).optional(),
      /** The account's name. */
      tenant: z.string().min(1).optional(),
    })
    .default({}),
  when: When.optional(),
  fault: Fault,
})
export type Rule = z.infer<typeof Rule>

const Plan = z.strictObject({
  rules: z.array(Rule).default([]),
  /** Limits per user; DDM's real one is 60 requests a minute. */
  limits: z
    .array(
      z.strictObject({
        service: z.enum(['iam', 'dbss', 'ddm']),
        requestsPerMinute: count,
        retryAfter: z.boolean().default(false),
      }),
    )
    .default([]),
})

/** What goes wrong, and when. All rules that match a request apply to it, in their order. */
export type FaultPlan = z.input<typeof Plan>
export type ParsedFaultPlan = z.infer<typeof Plan>

export class FaultPlanError extends Error {
  override readonly name = 'FaultPlanError'
}

/**
 * @throws FaultPlanError that names each field and the rule it breaks
 */
export function parseFaultPlan(plan: unknown): ParsedFaultPlan {
  const parsed = Plan.safeParse(plan)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'the plan' : path.join('.')}: ${message}`,
  )
  throw new FaultPlanError(`fault plan: ${wrong.join('; ')}`)
}
