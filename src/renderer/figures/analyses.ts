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
