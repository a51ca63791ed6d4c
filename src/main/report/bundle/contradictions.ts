import { incompleteness, type Manifest } from './manifest.ts'
import { controlFiles, foldPath, shown } from './paths.ts'

/** Where a manifest that keeps to its schema contradicts itself, one sentence each. */
export function contradictions(manifest: Manifest): string[] {
  return [
    ...fileContradictions(manifest),
    ...accountContradictions(manifest),
    ...completenessContradictions(manifest),
    ...(manifest.signing_key.history.at(-1)?.fingerprint === manifest.signing_key.fingerprint
      ? []
      : ['The history of the signing key doesn’t end with the signing key.']),
  ]
}

function fileContradictions({ files, questions, notes }: Manifest): string[] {
  const problems: string[] = []
  const taken = new Map(controlFiles.map((path) => [foldPath(path), path]))
  for (const { path } of files) {
    const before = taken.get(foldPath(path))
    if (before === path) problems.push(`${shown(path)} is listed twice.`)
    else if (before !== undefined) {
      problems.push(
        `${shown(path)} and ${shown(before)} differ in nothing but case: they are one file on some computers.`,
      )
    }
    taken.set(foldPath(path), path)
  }
  const listed = new Set(files.map(({ path }) => path))
  const named = [
    ...questions.flatMap(({ requests }) => requests.map(({ raw }) => raw)),
    ...notes.map(({ file }) => file),
  ]
  for (const path of new Set(named)) {
    if (path !== null && !listed.has(path)) {
      problems.push(`It speaks of ${shown(path)}, which it doesn’t list.`)
    }
  }
  return problems
}

function accountContradictions({ accounts, questions, coverage, assumptions }: Manifest): string[] {
  const positions = [...questions, ...coverage, ...assumptions].map(({ account }) => account)
  const unknown = new Set(positions.filter((each) => each !== null && each >= accounts.length))
  return [...unknown].map((each) => `It speaks of account ${String(each)}, which it doesn’t list.`)
}

function completenessContradictions(manifest: Manifest): string[] {
  const problems: string[] = []
  for (const { kind, complete, missing, rows_obtained, total_count } of manifest.questions) {
    if (!complete) continue
    if (missing.length > 0) problems.push(`${shown(kind)} is called complete and lacks something.`)
    if (total_count !== null && rows_obtained < total_count) {
      problems.push(
        `${shown(kind)} is called complete with ${rows_obtained} of ${total_count} rows.`,
      )
    }
  }
  for (const { instance_id, complete, reasons, windows } of manifest.coverage) {
    if (!complete) continue
    if (reasons.length > 0 || windows.some(({ missing }) => missing !== null)) {
      problems.push(`The kill log of ${shown(instance_id)} is called complete and lacks something.`)
    }
  }
  if (manifest.complete === manifest.reasons.length > 0) {
    problems.push(
      manifest.complete
        ? 'The report is called complete, with reasons why it isn’t.'
        : 'The report is called incomplete, without a reason.',
    )
  }
  if (manifest.complete && incompleteness(manifest).length > 0) {
    problems.push('The report is called complete, and one of its answers isn’t.')
  }
  return problems
}
