import type { Manifest, ManifestFacts } from '../bundle/manifest.ts'
import type { AnswerFact, CoverageFact } from './facts.ts'
import type { BuildOrder } from './messages.ts'
import type { RawAnswers } from './raw.ts'

/**
 * What the manifest says of a report besides its files.
 * @param notes of the files that were written
 */
export function manifestFacts(
  { plan, extract, app, createdAt, timeZone }: BuildOrder,
  raw: RawAnswers,
  notes: Manifest['notes'],
): ManifestFacts {
  return {
    app,
    created: { at: createdAt, time_zone: timeZone, author: plan.author, language: plan.language },
    accounts: extract.accounts.map((account) => ({
      label: account.label,
      region: account.region,
      project_id: account.projectId,
      project_name: account.projectName,
      endpoints: account.endpoints,
      demo: account.demo,
      instances: [
        ...account.auditInstances.map((instance) => ({ service: 'dbss' as const, ...instance })),
        ...account.ddmInstances.map((instance) => ({ service: 'ddm' as const, ...instance })),
      ],
    })),
    range: utc(plan.range),
    sections: plan.sections,
    formats: plan.formats,
    questions: extract.answers.map((answer) => questionOf(answer, extract.coverage, raw)),
    coverage: extract.coverage.map((fact) => coverageOf(fact, utc(plan.range))),
    assumptions: assumptionsOf(extract.answers),
    notes,
    reviewer_note: plan.note,
  }
}

function questionOf(
  answer: AnswerFact,
  coverage: readonly CoverageFact[],
  raw: RawAnswers,
): Manifest['questions'][number] {
  const { account, section, kind, owner, parameters, rows } = answer
  const missing = [...answer.missing, ...raw.damaged(account, owner)]
  return {
    account,
    section,
    kind,
    parameters,
    requests: [...raw.requests(account, owner)],
    rows_obtained: rows,
    total_count: kind === 'kill-log' ? countOf(answer, coverage) : null,
    complete: missing.length === 0,
    missing,
  }
}

/**
 * What the service counted of a kill log: of its windows together. They say nothing of the whole when
 * one has no count, or when they share rows or reach beyond the range.
 */
function countOf(
  { account, parameters }: AnswerFact,
  coverage: readonly CoverageFact[],
): number | null {
  const instance = parameters.find(({ name }) => name === 'instance_id')?.value
  const fact = coverage.find((one) => one.account === account && one.instanceId === instance)
  if (fact === undefined) return null
  let [expected, obtained] = [0, 0]
  for (const window of fact.windows) {
    if (window.expected === null) return null
    expected += window.expected
    obtained += window.obtained
  }
  return obtained === fact.rows ? expected : null
}

function coverageOf(
  { account, instanceId, rows, reasons, windows }: CoverageFact,
  range: Manifest['range'],
): Manifest['coverage'][number] {
  return {
    account,
    instance_id: instanceId,
    range,
    rows,
    complete: reasons.length === 0,
    reasons,
    windows: windows.map(({ from, to, coveredTo, expected, obtained, missing, collectedAt }) => ({
      from,
      to: coveredTo ?? to,
      total_count: expected,
      rows_obtained: obtained,
      missing,
      collected_at: collectedAt,
    })),
  }
}

function assumptionsOf(answers: readonly AnswerFact[]): Manifest['assumptions'] {
  const zones = new Map<string, Manifest['assumptions'][number]>()
  for (const { account, timeZone, parameters } of answers) {
    if (timeZone === null) continue
    const instance = parameters.find(({ name }) => name === 'instance_id')?.value ?? ''
    zones.set(`${account} ${instance} ${timeZone}`, {
      account,
      subject: 'dbss_time_zone',
      value: timeZone,
      source: `The times of ${instance} carry no zone; they were sent and are read in this one, which its list entry or the account’s settings named`,
    })
  }
  return [
    ...zones.values(),
    {
      account: null,
      subject: 'answers',
      value: 'latest',
      source: 'Of several answers to the same question the one that was kept last is used',
    },
  ]
}

function utc({ from, to }: { from: string; to: string }): Manifest['range'] {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}
