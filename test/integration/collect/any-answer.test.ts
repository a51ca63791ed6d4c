import fc from 'fast-check'
import { describe, it } from 'vitest'
import { AuditInstanceId, ProjectId } from '../../../src/shared/model/ids.ts'
import type { Question } from '../../../src/shared/model/question.ts'
import { projectNamed } from '../../support/archive-files.ts'
import { cannedAnswers } from '../../support/canned-answers.ts'
import { expectSame, openArchive, tell } from '../../support/kept-answers.ts'

const projectId = ProjectId.parse('0a1b2c3d')
const instanceId = AuditInstanceId.parse('core')
const range = { kind: 'preset', preset: 'DAY' } as const

/** Texts with what databases, files and terminals trip over. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\u0000', '\uFEFF', '\uD800', "'; DROP TABLE answer; --", '名前', null),
  fc.constantFrom('2026-05-01 08:00:00', '2026-02-30 00:00:00', '2026-11-01 01:30:00'),
)
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }),
  fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }),
  fc.integer(),
  fc.constant(null),
)
const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York', '+05:45')
const rows = <T>(fields: Record<string, fc.Arbitrary<T>>) =>
  fc.array(fc.record(fields, { requiredKeys: [] }), { maxLength: 8 })
const counts = { total_sql: int64, today_risk: int64, audit_duration: int64, update_time: int64 }

/** Each kind of question, and any answer to it that the reference allows. */
const cases: readonly { question: Question; answer: fc.Arbitrary<unknown> }[] = [
  {
    question: { kind: 'summary' },
    answer: fc.record(
      {
        ...counts,
        total: fc.option(fc.nat({ max: 12 })),
        data_list: fc.option(
          rows<unknown>({
            id: int64,
            instance_id: int64,
            instance_name: text,
            status: text,
            ...counts,
          }),
        ),
      },
      { requiredKeys: [] },
    ),
  },
  {
    question: { kind: 'sessions', instanceId, range, databaseIds: [] },
    answer: rows<unknown>({
      ...{ db_id: text, db_ip: text, db_name: text, db_user: text, session_num: int64 },
    }),
  },
  {
    question: { kind: 'risk-trend', instanceId, range, databaseId: null },
    answer: fc.record(
      {
        status: text,
        generate_time: text,
        operation_statistics: fc.option(rows<unknown>({ period: text, risk_operation_num: int64 })),
      },
      { requiredKeys: [] },
    ),
  },
  {
    question: { kind: 'trend', type: 'risk-level', instanceId, range, databaseId: null },
    answer: fc.record(
      {
        status: text,
        generate_time: text,
        risk_statistics: fc.option(
          rows<unknown>({
            period: text,
            ...{ high_risk_num: int64, middle_risk_num: int64, low_risk_num: int64 },
            no_risk_num: int64,
          }),
        ),
      },
      { requiredKeys: [] },
    ),
  },
  {
    question: { kind: 'analyses', instanceId },
    answer: rows<unknown>({
      ...{ db_id: text, db_name: text, generate_time: text, statistics_type: text },
    }),
  },
  {
    question: { kind: 'audit-instances' },
    answer: fc.record({
      instances: rows<unknown>({ instance_id: text, id: text, name: text, timezone: text }),
    }),
  },
  {
    question: { kind: 'databases', instanceId },
    answer: fc.record({
      databases: rows<unknown>({ id: text, name: text, ip: text }).map((list) =>
        list.map((database) => ({ database })),
      ),
    }),
  },
  {
    question: { kind: 'ddm-instances' },
    answer: fc.record({ instances: rows<unknown>({ id: text, name: text, status: text }) }),
  },
]

describe('Any answer that the reference allows', () => {
  it.each(cases.map((one) => [one.question.kind, one] as const))(
    'to a question about %s is told again as it was',
    { timeout: 60_000 },
    async (_kind, { question, answer }) => {
      const { answers } = await openArchive(projectNamed('Head office'), null)
      await fc.assert(
        fc.asyncProperty(answer, zones, async (body, zone) => {
          const told = await tell(
            cannedAnswers(projectId, () => body),
            answers,
            question,
            zone,
          )
          await expectSame(answers, projectId, told)
        }),
        { numRuns: 60 },
      )
    },
  )
})
