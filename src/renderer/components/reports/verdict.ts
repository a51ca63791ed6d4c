import type { BundleVerdict, Finding, FindingKind } from '../../../shared/model/evidence.ts'

/** What a verdict comes down to; each has its words. */
export type Verdict =
  | 'notBundle'
  | 'forged'
  | 'changed'
  | 'broken'
  | 'unknown'
  | 'successor'
  | 'good'
  | 'goodIncomplete'

const tampered: readonly FindingKind[] = ['changed', 'added', 'missing', 'refused', 'sums']

/** Never better than `ok` says, whatever else the verdict holds. */
export function verdictOf({ ok, intact, findings, bundle, key }: BundleVerdict): Verdict {
  const faults = new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ kind }) => kind),
  )
  if (faults.has('not-a-bundle')) return 'notBundle'
  if (faults.has('forged')) return 'forged'
  if (!ok) {
    if (intact && key?.trust === 'unknown') return 'unknown'
    return tampered.some((kind) => faults.has(kind)) ? 'changed' : 'broken'
  }
  if (bundle?.complete === false) return 'goodIncomplete'
  return key?.trust === 'successor' ? 'successor' : 'good'
}

export interface FindingGroup {
  kind: FindingKind
  isFault: boolean
  findings: Finding[]
}

/** The findings by their kind, in the order in which the kinds first come. */
export function groupsOf(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<FindingKind, Finding[]>()
  for (const finding of findings) {
    groups.set(finding.kind, [...(groups.get(finding.kind) ?? []), finding])
  }
  return [...groups].map(([kind, members]) => ({
    kind,
    isFault: members.some(({ severity }) => severity === 'error'),
    findings: members,
  }))
}
