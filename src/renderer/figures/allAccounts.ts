import type { ProjectFigures } from '../../shared/contract/all-accounts.ts'
import type { Account } from '../../shared/model/account.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { SummaryCounts } from '../../shared/model/summary.ts'
import { isAboutSecret } from '../stores/accounts.ts'
import { answerOf, type QuestionState } from '../stores/question.ts'
import { sumKnown } from './share.ts'

/** What is known of one ticked account; nothing of another is ever in it. */
export interface AccountRow {
  account: Account
  state: QuestionState<ProjectFigures>
}

/**
 * How a row stands: `waiting` was not asked yet, `stale` failed and shows an earlier answer,
 * `locked` wants a secret, `stopped` was stopped by the user.
 */
export type RowStatus =
  'waiting' | 'loading' | 'fresh' | 'partial' | 'stale' | 'failed' | 'locked' | 'stopped'

export function rowStatus({ state }: Pick<AccountRow, 'state'>): RowStatus {
  switch (state.kind) {
    case 'idle':
      return 'waiting'
    case 'loading':
    case 'fresh':
    case 'partial':
      return state.kind
    case 'stale':
    case 'earlier':
      return 'stale'
    case 'failed':
      if (isAboutSecret(state.error)) return 'locked'
      if (state.error.code === 'cancelled') return 'stopped'
      return state.previous === null ? 'failed' : 'stale'
  }
}

/** The figures that a row may show, `null` if there are none. */
export function figuresOf({ state }: Pick<AccountRow, 'state'>): Answer<ProjectFigures> | null {
  return answerOf(state)
}

/** Whether what a row shows is what the service said when it was asked last. */
export function isCurrent({ state }: Pick<AccountRow, 'state'>): boolean {
  return state.kind === 'fresh' || state.kind === 'partial'
}

export type CountKey = Exclude<keyof SummaryCounts, 'auditDuration' | 'updatedAt'>
const countKeys = ['totalSql', 'totalRisk', 'todaySql', 'todayRisk', 'todaySession'] as const

/** What rows come to together, and what is not in it. */
export interface AccountsTotal {
  sums: Record<CountKey, bigint | null>
  instances: number | null
  /** The risks and the statements of the projects that sent both. */
  risks: bigint
  statements: bigint
  /** Projects that are counted, the stale ones among them included. */
  covered: number
  /** Of these, whose figures are not current. */
  stale: number
  /** Rows without figures. */
  missing: number
  /** Rows about a project that another row counts already. */
  sharing: number
  /** Demo tenants, which are not counted together with real accounts. */
  demo: number
  /** Counts that a project which is covered did not send. */
  unknown: number
}

/** Which project a row is about: two accounts may ask about the same. */
function projectOf({ region, projectId, endpoints, demo }: Account): string {
  return JSON.stringify([region, projectId, endpoints.dbss ?? '', demo])
}

/** The sums over the rows, each project counted once, demo tenants only among themselves. */
export function totalOf(rows: readonly AccountRow[]): AccountsTotal {
  const real = rows.filter(({ account }) => !account.demo)
  const counted = real.length > 0 ? real : rows
  const byProject = new Map<string, { answer: Answer<ProjectFigures>; current: boolean }>()
  let missing = 0
  let sharing = 0
  for (const row of counted) {
    const answer = figuresOf(row)
    if (answer === null) {
      missing += 1
      continue
    }
    const project = projectOf(row.account)
    const known = byProject.get(project)
    if (known !== undefined) sharing += 1
    if (known === undefined || (isCurrent(row) && !known.current)) {
      byProject.set(project, { answer, current: isCurrent(row) })
    }
  }
  const projects = [...byProject.values()]
  const counts = projects.map(({ answer }) => answer.data.counts)
  const both = counts.filter(({ totalSql, totalRisk }) => totalSql !== null && totalRisk !== null)
  const sums = Object.fromEntries(
    countKeys.map((key) => [key, knownSum(counts.map((each) => each[key]))]),
  ) as Record<CountKey, bigint | null>
  return {
    sums,
    instances:
      projects.length === 0
        ? null
        : projects.reduce((sum, { answer }) => sum + answer.data.instances, 0),
    risks: sumKnown(both.map(({ totalRisk }) => totalRisk)).sum,
    statements: sumKnown(both.map(({ totalSql }) => totalSql)).sum,
    covered: projects.length,
    stale: projects.filter(({ current }) => !current).length,
    missing,
    sharing,
    demo: rows.length - counted.length,
    unknown: counts.flatMap((each) => countKeys.filter((key) => each[key] === null)).length,
  }
}

/** `null` where nobody sent a count, which is not 0. */
function knownSum(values: readonly (bigint | null)[]): bigint | null {
  const { sum, unknown } = sumKnown(values)
  return unknown === values.length ? null : sum
}
