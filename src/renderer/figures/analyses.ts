import { analysisTypes, type Analysis } from '../../shared/model/analysis.ts'
import type { DatabaseId } from '../../shared/model/ids.ts'

/** One database's line of the matrix. */
export interface AnalysisLine {
  databaseId: DatabaseId | null
  databaseName: string | null
  /** The latest analysis of each type; a type that isn't there was never computed. */
  latest: ReadonlyMap<string, Analysis>
}

export interface AnalysisMatrix {
  /** The documented types, then whatever else the service sent, each once. */
  types: string[]
  lines: AnalysisLine[]
}

/**
 * Databases against types of analysis.
 * @param databases those under audit: one without any analysis has a line too
 */
export function analysisMatrix(
  analyses: readonly Analysis[],
  databases: readonly { id: DatabaseId; name: string }[],
): AnalysisMatrix {
  const lines = new Map<string, { line: AnalysisLine; latest: Map<string, Analysis> }>()
  const lineOf = (key: string, id: DatabaseId | null, name: string | null) => {
    const known = lines.get(key)
    if (known !== undefined) return known.latest
    const latest = new Map<string, Analysis>()
    lines.set(key, { line: { databaseId: id, databaseName: name, latest }, latest })
    return latest
  }

  for (const { id, name } of databases) lineOf(`id ${id}`, id, name)
  const types = new Set<string>(analysisTypes)
  for (const analysis of analyses) {
    const { databaseId, databaseName } = analysis
    const type = analysis.type ?? ''
    types.add(type)
    const key = databaseId === null ? `name ${databaseName ?? ''}` : `id ${databaseId}`
    const latest = lineOf(key, databaseId, databaseName)
    const known = latest.get(type)
    if (known === undefined || isLater(analysis, known)) latest.set(type, analysis)
  }
  return { types: [...types], lines: [...lines.values()].map(({ line }) => line) }
}

function isLater(a: Analysis, b: Analysis): boolean {
  return a.generatedAt !== null && (b.generatedAt === null || a.generatedAt > b.generatedAt)
}

/**
 * How far an analysis can be trusted to be of today: `day` is under 24 hours old, `recent` not older
 * than what counts as stale. `ahead` is after this machine's clock, `unread` has no time that can be
 * read, and `never` isn't there.
 */
export type Freshness = 'day' | 'recent' | 'stale' | 'ahead' | 'unread' | 'never'

const day = 24 * 3_600_000
/** Clocks differ by less than this. */
const clockTolerance = 5 * 60_000

/**
 * @param now milliseconds since the epoch
 * @param staleAfter in days
 */
export function freshnessOf(
  analysis: Analysis | undefined,
  now: number,
  staleAfter: number,
): Freshness {
  if (analysis === undefined) return 'never'
  if (analysis.generatedAt === null) return 'unread'
  const age = now - Date.parse(analysis.generatedAt)
  if (age < -clockTolerance) return 'ahead'
  if (age > staleAfter * day) return 'stale'
  return age < day ? 'day' : 'recent'
}

/** When the oldest of a database's analyses was computed; `null` when it has none with a time. */
export function oldestOf({ latest }: AnalysisLine): string | null {
  let oldest: string | null = null
  for (const { generatedAt } of latest.values()) {
    if (generatedAt !== null && (oldest === null || generatedAt < oldest)) oldest = generatedAt
  }
  return oldest
}
