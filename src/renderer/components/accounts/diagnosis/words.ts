import {
  diagnosisStepKinds,
  type CertificateFacts,
  type Diagnosis,
  type DiagnosisStep,
  type DiagnosisStepKind,
} from '../../../../shared/model/diagnosis.ts'
import { formatCount, formatInstant } from '../../../i18n/format.ts'
import type { Translate } from '../../../i18n/index.ts'

const day = 86_400_000
/** A certificate that ends within so many milliseconds is worth a word. */
const soon = 21 * day
/** Clocks that differ by less, in milliseconds, are in step: an answer takes time too. */
const inStep = 5_000

export type StepGroup =
  | { kind: 'host'; host: string; services: string; steps: DiagnosisStep[] }
  | { kind: 'access'; steps: DiagnosisStep[] }

const ofHosts: readonly DiagnosisStepKind[] = diagnosisStepKinds.slice(0, 4)

/** The steps under their headings: a host each, and then what the account may do. */
export function groupSteps(steps: readonly DiagnosisStep[]): StepGroup[] {
  const hosts = new Map<string, DiagnosisStep[]>()
  for (const step of steps) {
    if (ofHosts.includes(step.kind)) hosts.set(step.host, [...(hosts.get(step.host) ?? []), step])
  }
  const groups = [...hosts].map(([host, own]): StepGroup => {
    const services = (own[0]?.services ?? []).map((service) => service.toUpperCase()).join(', ')
    return { kind: 'host', host, services, steps: own }
  })
  const access = steps.filter(({ kind }) => !ofHosts.includes(kind))
  return [...groups, { kind: 'access', steps: access }]
}

/** What a step found, or why it was not tried; empty while there is nothing to say. */
export function detailOf({ outcome }: DiagnosisStep, t: Translate): string {
  switch (outcome.state) {
    case 'pending':
    case 'running':
      return ''
    case 'skipped':
      return t(`accounts.diagnosis.skipped.${outcome.reason}`)
    case 'failed':
      return t(`accounts.diagnosis.fault.what.${outcome.fault}`)
    case 'ok': {
      const { finding } = outcome
      switch (finding.kind) {
        case 'addresses':
          return finding.addresses.join(', ')
        case 'connected':
          return finding.proxy === null
            ? t('accounts.diagnosis.found.direct', { address: finding.address ?? '' })
            : t('accounts.diagnosis.found.proxy', { proxy: finding.proxy })
        case 'certificate':
          return certificateText(finding.certificate, t)
        case 'clock':
          return skewText(finding.skew, t)
        case 'signed-in':
          return t('accounts.diagnosis.found.signedIn')
        case 'projects':
          return t(
            'accounts.diagnosis.found.projects',
            { total: formatCount(finding.total), name: finding.projectName },
            finding.total,
          )
        case 'instances':
          return t(
            'accounts.diagnosis.found.instances',
            { total: formatCount(finding.total) },
            finding.total,
          )
      }
    }
  }
}

/** What is well but worth a word: a company's own authority, an end that is near. */
export function noteOf({ outcome }: DiagnosisStep, t: Translate, now: number): string | null {
  if (outcome.state !== 'ok') return null
  const { finding } = outcome
  if (finding.kind === 'clock') {
    return Math.abs(finding.skew) > 60_000 ? t('accounts.diagnosis.note.clock') : null
  }
  if (finding.kind !== 'certificate') return null
  const { validTo, isPrivate } = finding.certificate
  const left = validTo === null ? Infinity : Date.parse(validTo) - now
  const notes = [
    ...(left < soon ? [t('accounts.diagnosis.note.endsSoon')] : []),
    ...(isPrivate ? [t('accounts.diagnosis.note.private')] : []),
  ]
  return notes.length === 0 ? null : notes.join(' ')
}

/** What to do about a step that failed; empty for any other. */
export function adviceOf({ outcome }: DiagnosisStep, t: Translate): string {
  return outcome.state === 'failed' ? t(`accounts.diagnosis.fault.todo.${outcome.fault}`) : ''
}

/** What else is known of a step that failed, such as the certificate that isn't trusted. */
export function factsOf({ outcome }: DiagnosisStep, t: Translate): string[] {
  if (outcome.state !== 'failed') return []
  const { certificate, skew } = outcome
  return [
    ...(certificate === undefined ? [] : [certificateText(certificate, t)]),
    ...(skew === undefined ? [] : [skewText(skew, t)]),
  ]
}

function certificateText(certificate: CertificateFacts, t: Translate): string {
  const { subject, issuer, validTo } = certificate
  const parts = [
    t('accounts.diagnosis.found.certificate', { subject, issuer }),
    ...(validTo === null
      ? []
      : [t('accounts.diagnosis.found.validTo', { date: formatInstant(validTo, 'day') })]),
  ]
  return parts.join(', ')
}

function skewText(skew: number, t: Translate): string {
  const size = Math.abs(skew)
  if (size < inStep) return t('accounts.diagnosis.found.inStep')
  const inMinutes = size >= 120_000
  const amount = formatCount(Math.round(size / (inMinutes ? 60_000 : 1_000)))
  const unit = inMinutes ? 'minutes' : 'seconds'
  return skew > 0
    ? t(`accounts.diagnosis.found.ahead.${unit}`, { amount })
    : t(`accounts.diagnosis.found.behind.${unit}`, { amount })
}

/** In a word, how it went. */
export function verdictOf(diagnosis: Diagnosis): 'running' | 'stopped' | 'good' | 'bad' {
  if (diagnosis.state !== 'finished') return diagnosis.state
  return diagnosis.steps.some(({ outcome }) => outcome.state === 'failed') ? 'bad' : 'good'
}

/** How many steps failed. */
export function failuresOf({ steps }: Diagnosis): number {
  return steps.filter(({ outcome }) => outcome.state === 'failed').length
}

/**
 * The whole test as text, to be sent to whoever runs network or cloud. Holds what is on screen, the
 * app's own words of each error, and no secret.
 * @param name what was tested
 */
export function reportOf(diagnosis: Diagnosis, name: string, t: Translate): string {
  const lines = [
    t('accounts.diagnosis.report', { name }),
    `${diagnosis.startedAt} · ${t(`accounts.diagnosis.verdict.${verdictOf(diagnosis)}`, {}, failuresOf(diagnosis))}`,
  ]
  for (const group of groupSteps(diagnosis.steps)) {
    lines.push(
      '',
      group.kind === 'host' ? `${group.host} (${group.services})` : t('accounts.diagnosis.access'),
    )
    for (const step of group.steps) {
      const { outcome } = step
      const took =
        'milliseconds' in outcome
          ? ` (${t('accounts.diagnosis.took', { milliseconds: formatCount(outcome.milliseconds) })})`
          : ''
      const detail = detailOf(step, t)
      lines.push(
        `- ${t(`accounts.diagnosis.step.${step.kind}`)}: ${t(`accounts.diagnosis.state.${outcome.state}`)}${took}${detail === '' ? '' : ` – ${detail}`}`,
      )
      if (outcome.state !== 'failed') continue
      const { error } = outcome
      const known = [
        error.serviceCode ?? error.code,
        ...(error.status === undefined ? [] : [`HTTP ${String(error.status)}`]),
        ...(error.requestId === undefined ? [] : [t('errors.requestId', { id: error.requestId })]),
      ].join(' · ')
      lines.push(
        ...[adviceOf(step, t), ...factsOf(step, t), error.message, known].map(
          (line) => `    ${line}`,
        ),
      )
    }
  }
  return `${lines.join('\n')}\n`
}
