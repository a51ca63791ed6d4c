import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalQuestion, questionKey } from '../../../src/main/archive/question-key.ts'
import { AuditInstanceId, DatabaseId } from '../../../src/shared/model/ids.ts'
import { trendQuestion, type QuestionOf } from '../../../src/shared/model/question.ts'
import { siblingTrendTypes } from '../../../src/shared/model/trend.ts'

const instanceId = AuditInstanceId.parse('core')
const ids = (...names: string[]) => names.map((name) => DatabaseId.parse(name))

function sessions(over: Partial<QuestionOf<'sessions'>> = {}): QuestionOf<'sessions'> {
  const range = { kind: 'preset', preset: 'DAY' } as const
  return { kind: 'sessions', instanceId, range, databaseIds: [], ...over }
}

const between = (from: string, to: string) => ({ kind: 'bounds', bounds: { from, to } }) as const

describe('A question’s key', () => {
  it('is the same whichever the order of the databases, and however often one is named', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }).filter((id) => id.trim() !== '')),
        fc.nat(),
        (names, turn) => {
          const given = ids(...names)
          const turned = [...given.slice(turn % 7), ...given.slice(0, turn % 7), ...given]
          expect(questionKey(sessions({ databaseIds: turned }))).toBe(
            questionKey(sessions({ databaseIds: given })),
          )
        },
      ),
    )
  })

  it('is the same for the same instants in another notation', () => {
    const shanghai = between('2026-05-01T08:00:00+08:00', '2026-05-02T08:00:00+08:00')
    const utc = between('2026-05-01T00:00:00Z', '2026-05-02T00:00:00.000Z')
    expect(questionKey(sessions({ range: shanghai }))).toBe(questionKey(sessions({ range: utc })))
  })

  it('is the same whichever the order of the fields', () => {
    const { kind, ...others } = sessions()
    expect(questionKey({ ...others, kind })).toBe(questionKey({ kind, ...others }))
  })

  it('tells questions apart that differ in anything', () => {
    const all = { kind: 'risk-trend', instanceId, databaseId: null } as const
    const preset = { kind: 'preset', preset: 'DAY' } as const
    const questions = [
      sessions(),
      sessions({ range: { kind: 'preset', preset: 'WEEK' } }),
      sessions({ range: between('2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z') }),
      sessions({ databaseIds: ids('a') }),
      sessions({ databaseIds: ids('a', 'b') }),
      sessions({ databaseIds: ids('a,b') }),
      sessions({ instanceId: AuditInstanceId.parse('edge') }),
      { ...all, range: preset },
      { ...all, range: preset, databaseId: DatabaseId.parse('a') },
      ...siblingTrendTypes.map((type) =>
        trendQuestion(type, { instanceId, range: preset, databaseId: null }),
      ),
      { kind: 'analyses', instanceId } as const,
      { kind: 'databases', instanceId } as const,
      { kind: 'summary' } as const,
      { kind: 'audit-instances' } as const,
      { kind: 'ddm-instances' } as const,
    ]
    expect(new Set(questions.map((question) => questionKey(question))).size).toBe(questions.length)
  })

  it('of risky operations is the one their answers were always kept under', () => {
    const range = { kind: 'preset', preset: 'DAY' } as const
    const question = trendQuestion('risk-operation', { instanceId, range, databaseId: null })
    expect(questionKey(question)).toBe(
      '{"databaseId":null,"instanceId":"core","kind":"risk-trend","range":{"kind":"preset","preset":"DAY"}}',
    )
  })

  it('is that of its canonical form', () => {
    const question = sessions({
      databaseIds: ids('b', 'a', 'b'),
      range: between('2026-05-01T08:00:00+08:00', '2026-05-02T08:00:00+08:00'),
    })
    const canonical = canonicalQuestion<'sessions'>(question)
    expect(canonical.databaseIds).toEqual(['a', 'b'])
    expect(canonical.range).toEqual(between('2026-05-01T00:00:00.000Z', '2026-05-02T00:00:00.000Z'))
    expect(questionKey(canonical)).toBe(questionKey(question))
  })
})
