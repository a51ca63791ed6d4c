import { contradictions } from './contradictions.ts'
import { fault, type Findings } from './findings.ts'
import { Manifest, manifestBytes } from './manifest.ts'
import { manifestFile, shown } from './paths.ts'

/** More of the same says no more. */
const maxIssues = 10

/** @returns `null` when it breaks its schema, which is a finding then */
export function readManifest(bytes: Buffer, findings: Findings): Manifest | null {
  const problem = (text: string): void => {
    findings.add(fault('manifest', manifestFile, text))
  }
  const value = parse(bytes)
  if (value === undefined) {
    problem(`${manifestFile} isn’t JSON in UTF-8.`)
    return null
  }
  const parsed = Manifest.safeParse(value)
  if (!parsed.success) {
    const { issues } = parsed.error
    for (const { path, message } of issues.slice(0, maxIssues)) {
      const field = path.length === 0 ? '' : `, ${shown(path.map(String).join('.'))}`
      problem(`${manifestFile}${field}: ${shown(message)}`)
    }
    if (issues.length > maxIssues) {
      problem(`${manifestFile} breaks its schema in ${issues.length - maxIssues} more places.`)
    }
    return null
  }
  // A member that stands twice is read as one by one program and as the other by the next.
  if (!manifestBytes(parsed.data).equals(bytes)) {
    problem(`${manifestFile} isn’t written as Audit Desk writes it.`)
  }
  contradictions(parsed.data).forEach(problem)
  return parsed.data
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
