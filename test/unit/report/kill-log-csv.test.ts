import { describe, expect, it } from 'vitest'
import { csvOf } from '../../../src/main/report/csv.ts'
import { killLogColumns, proposedFileName } from '../../../src/main/report/kill-log-csv.ts'

const may = { from: '2026-05-01T00:00:00Z', to: '2026-07-01T00:00:00Z' }

describe('the kill log as CSV', () => {
  it('has the raw time beside the one in UTC, and the service’s own names', () => {
    const record = {
      instanceId: 'd1in09',
      instanceName: '=evil',
      processId: '9223372036854775807',
      operator: null,
      rawTime: '2024-06-18T03:08:15+0800',
      at: '2024-06-17T19:08:15.000Z',
    }
    expect(csvOf(killLogColumns, [record])).toBe(
      'execute_time,execute_time_utc,process_id,execute_user_name,instance_id,instance_name\r\n' +
        "2024-06-18T03:08:15+0800,2024-06-17T19:08:15.000Z,9223372036854775807,,d1in09,'=evil\r\n",
    )
  })
})

const of = (name: string) => ({ name, demo: false })

describe('the proposed file name', () => {
  it('says account, instance, first and last day', () => {
    expect(proposedFileName(of('acme'), 'orders', may)).toBe(
      'kill-log_acme_orders_2026-05-01_2026-06-30.csv',
    )
  })

  it('says first that the data is of a demo', () => {
    expect(proposedFileName({ name: 'acme', demo: true }, 'orders', may)).toBe(
      'demo_kill-log_acme_orders_2026-05-01_2026-06-30.csv',
    )
  })

  it('counts days in UTC, and the day of the end unless it ends at midnight', () => {
    expect(
      proposedFileName(of('a'), 'b', {
        from: '2026-05-01T00:00:00+08:00',
        to: '2026-05-02T12:00:00+08:00',
      }),
    ).toBe('kill-log_a_b_2026-04-30_2026-05-02.csv')
  })

  it('has no character that a system refuses, hides or reads as a folder', () => {
    expect(proposedFileName(of('../..\\a:b*c?"<>|'), 'x\u202ey\u0000z \n.', may)).toBe(
      'kill-log_a-b-c_x-y-z_2026-05-01_2026-06-30.csv',
    )
    expect(proposedFileName(of('///'), '', may)).toBe(
      'kill-log_unnamed_unnamed_2026-05-01_2026-06-30.csv',
    )
  })

  it('keeps the letters of every script', () => {
    expect(proposedFileName(of('蓝海物流'), 'מחסן', may)).toContain('kill-log_蓝海物流_מחסן_')
  })

  it('fits into 255 bytes however long the names are, and cuts no character in two', () => {
    const name = proposedFileName(of('蓝'.repeat(200)), '😀'.repeat(200), may)
    expect(Buffer.byteLength(name)).toBeLessThan(240)
    expect(name).not.toContain('\ufffd')
    expect(name).not.toMatch(/\p{Cs}/u)
  })
})
