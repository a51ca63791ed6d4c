import { describe, expect, it } from 'vitest'
import { WireKillLog, WireSessions, WireSummary, checkWire } from '../../../src/main/huawei/wire.ts'

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
