import type { Finding, FindingKind } from '../../../shared/model/evidence.ts'
import { shown } from './paths.ts'

/**
 * More of one kind are counted, not named: a hostile bundle could have millions, and must not drown
 * what else is wrong with it.
 */
const maxOfKind = 200

const order: readonly FindingKind[] = [
  'not-a-bundle',
  'forged',
  'unknown-key',
  'changed',
  'missing',
  'added',
  'refused',
  'unreadable',
  'manifest',
  'sums',
  'successor-key',
  'incomplete',
]

/** @param why follows the name: `is a link` */
export function refused(file: string | null, why: string): Finding {
  return fault('refused', file, `${file === null ? 'The bundle' : shown(file)} ${why}.`)
}

/** A finding about which the bundle can't be relied on. */
export function fault(kind: FindingKind, file: string | null, text: string): Finding {
  return { kind, severity: 'error', file: file === null ? null : shown(file), text }
}

export function note(kind: FindingKind, text: string): Finding {
  return { kind, severity: 'note', file: null, text }
}

/** Gathers what is found, within bounds. */
export class Findings {
  readonly #named: Finding[] = []
  readonly #byKind = new Map<FindingKind, number>()
  #further = 0
  #faults = 0

  add(...findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.severity === 'error') this.#faults++
      const before = this.#byKind.get(finding.kind) ?? 0
      this.#byKind.set(finding.kind, before + 1)
      if (before < maxOfKind) this.#named.push(finding)
      else this.#further++
    }
  }

  get faults(): number {
    return this.#faults
  }

  get further(): number {
    return this.#further
  }

  /** The worst first, otherwise as they were found. */
  list(): Finding[] {
    return [...this.#named].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  }
}
