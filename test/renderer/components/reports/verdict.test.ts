import { describe, expect, it } from 'vitest'
import { groupsOf, verdictOf } from '../../../../src/renderer/components/reports/verdict.ts'
import { leftOf } from '../../../../src/renderer/components/reports/left.ts'
import type { Finding, FindingKind } from '../../../../src/shared/model/evidence.ts'
import { fingerprint, verdict } from '../../support/reports.ts'

function fault(kind: FindingKind, file: string | null = null): Finding {
  return { kind, severity: 'error', file, text: `${file ?? 'It'} is ${kind}.` }
}

const unknown = { fingerprint, trust: 'unknown' } as const
const bad = { ok: false, intact: false }

describe('the verdict', () => {
  it.each([
    { what: 'a sound bundle', changes: {}, says: 'good' },
    {
      what: 'one that says it is incomplete',
      changes: { bundle: { ...verdict().bundle!, complete: false } },
      says: 'goodIncomplete',
    },
    {
      what: 'one by a successor key',
      changes: { key: { fingerprint, trust: 'successor' as const } },
      says: 'successor',
    },
    {
      what: 'one by an unknown key',
      changes: { ok: false, key: unknown, findings: [fault('unknown-key')] },
      says: 'unknown',
    },
    {
      what: 'a changed one by an unknown key',
      changes: { ...bad, key: unknown, findings: [fault('unknown-key'), fault('changed', 'a')] },
      says: 'changed',
    },
    {
      what: 'one with a file too many',
      changes: { ...bad, findings: [fault('added')] },
      says: 'changed',
    },
    {
      what: 'a forged one',
      changes: { ...bad, findings: [fault('changed'), fault('forged')] },
      says: 'forged',
    },
    {
      what: 'something else',
      changes: { ...bad, bundle: null, key: null, findings: [fault('not-a-bundle')] },
      says: 'notBundle',
    },
    {
      what: 'one with a bad manifest',
      changes: { ...bad, findings: [fault('manifest')] },
      says: 'broken',
    },
    { what: 'one that is not ok without a finding', changes: { ...bad }, says: 'broken' },
  ])('on $what is $says', ({ changes, says }) => {
    expect(verdictOf(verdict(changes))).toBe(says)
  })

  it('has its findings by kind, in the order they came', () => {
    const groups = groupsOf([fault('changed', 'a'), fault('added', 'b'), fault('changed', 'c')])
    expect(groups.map(({ kind, findings }) => [kind, findings.length])).toEqual([
      ['changed', 2],
      ['added', 1],
    ])
  })
})

describe('the time left', () => {
  it.each([
    [null, null],
    [0, { unit: 'seconds', value: 1 }],
    [1200, { unit: 'seconds', value: 2 }],
    [119_000, { unit: 'seconds', value: 119 }],
    [150_000, { unit: 'minutes', value: 3 }],
  ])('of %s ms is told no more exactly than it is known', (milliseconds, left) => {
    expect(leftOf(milliseconds)).toEqual(left)
  })
})
