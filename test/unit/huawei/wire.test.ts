import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  WireKillLog,
  WireSessions,
  WireSummary,
  checkWire,
  isKillLog,
} from '../../../src/main/huawei/wire.ts'

describe('checking answers', () => {
  it('keeps fields it does not know and values as they are', () => {
    const answer = { total_count: 1, process_audit_logs: [{ process_id: 123456, new: [1] }], x: 1 }
    expect(checkWire(WireKillLog, answer, 'kill log')).toEqual(answer)
  })

  it('takes a process id as text, number or more than a number holds', () => {
    for (const process_id of ['123456', 123456, 18446744073709551615n]) {
      const answer = { total_count: 1, process_audit_logs: [{ process_id }] }
      expect(checkWire(WireKillLog, answer, 'kill log')).toEqual(answer)
    }
  })

  it('takes missing and null fields, as the vendor’s own clients do', () => {
    const answer = { data_list: [{ reserve1: null, total_sql: null }] }
    expect(checkWire(WireSummary, answer, 'audit summary')).toEqual(answer)
  })

  it('names the field that is wrong', () => {
    const answer = [{ session_num: 3 }, { session_num: 'many' }]
    expect(() => checkWire(WireSessions, answer, 'session distribution')).toThrow(
      'The session distribution is not what the API reference describes: [1].session_num: expected an integer',
    )
    expect(() => checkWire(WireSummary, { data_list: [{ total_sql: 1.5 }] }, 'summary')).toThrow(
      'data_list[0].total_sql',
    )
  })

  it('says so when the whole answer is something else', () => {
    expect(() => checkWire(WireSessions, {}, 'session distribution')).toThrow('the whole answer')
  })
})

describe('the quick check of a page of the kill log', () => {
  const odd = fc.oneof(
    fc.constantFrom(
      null,
      undefined,
      true,
      0,
      -0,
      -1,
      1.5,
      2 ** 53,
      1e300,
      NaN,
      Infinity,
      2n ** 64n,
    ),
    fc.constantFrom('', '1', 'root', [], {}, [null], { id: 'x' }),
    fc.integer(),
    fc.double(),
    fc.string(),
  )
  const fields = ['instance_id', 'instance_name', 'process_id', 'execute_user_name', 'execute_time']
  const usual = fc.record({
    instance_id: fc.string(),
    instance_name: fc.option(fc.string()),
    process_id: fc.oneof(fc.string(), fc.nat(), fc.bigInt()),
    execute_user_name: fc.string(),
    execute_time: fc.string(),
  })
  const row = fc.oneof(
    { weight: 4, arbitrary: usual },
    { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...fields, 'new'), odd) },
    { weight: 1, arbitrary: odd },
  )
  const page = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record(
        {
          total_count: fc.oneof(fc.nat(), odd),
          process_audit_logs: fc.oneof(
            { weight: 4, arbitrary: fc.array(row) },
            { arbitrary: odd, weight: 1 },
          ),
          more: odd,
        },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: odd },
  )

  it('takes what the schema takes and refuses what it refuses', () => {
    let taken = 0
    fc.assert(
      fc.property(page, (value) => {
        const isTaken = WireKillLog.safeParse(value).success
        if (isTaken) taken++
        expect(isKillLog(value)).toBe(isTaken)
      }),
      { numRuns: 2000 },
    )
    expect(taken).toBeGreaterThan(200)
    expect(taken).toBeLessThan(1800)
  })

  it('leaves it to the schema to say what is wrong', () => {
    const answer = { total_count: 1, process_audit_logs: [{ execute_time: 3 }] }
    expect(() => checkWire(WireKillLog, answer, 'kill log')).toThrow(
      'process_audit_logs[0].execute_time: Invalid input: expected string',
    )
  })
})
