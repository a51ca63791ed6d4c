import { describe, expect, it } from 'vitest'
import { SharedTexts } from '../../../src/main/archive/kill-log-batch.ts'
import { allRows, readKillPage } from '../../../src/main/collect/kill-page.ts'
import { join as joinRows } from '../../../src/main/collect/overlap.ts'
import type { WireKillRecord } from '../../../src/main/huawei/wire.ts'

const row = (process_id: number | string, second = 0): WireKillRecord => ({
  instance_id: 'i',
  instance_name: 'n',
  process_id,
  execute_user_name: 'root',
  execute_time: `2026-05-01T00:00:${String(second).padStart(2, '0')}+0000`,
})

/** Joins rows as they come, and gives them back as they came. */
function join(first: readonly WireKillRecord[], second: readonly WireKillRecord[]) {
  const all = [first, second]
  const [before, after] = all.map((rows, half) =>
    allRows([readKillPage({ process_audit_logs: [...rows] }, half, new SharedTexts())]),
  )
  const { rows, doubtful } = joinRows(before ?? [], after ?? [])
  return { rows: rows.map((row) => all[row.answer]?.[row.row]), doubtful }
}

describe('rows of neighbouring windows', () => {
  it('that both hold are one', () => {
    expect(join([row(1), row(2, 1)], [row(2, 1), row(3, 2)])).toEqual({
      rows: [row(1), row(2, 1), row(3, 2)],
      doubtful: 0,
    })
  })

  it('that stand twice in one window stay twice', () => {
    expect(join([row(1), row(1)], [row(2)]).rows).toHaveLength(3)
    expect(join([row(1)], [row(2), row(2)]).rows).toHaveLength(3)
  })

  it('that stand twice in both are two, not one and not four', () => {
    expect(join([row(1), row(1)], [row(1), row(1)]).rows).toHaveLength(2)
  })

  it('of which one window holds more are as many as the richer has', () => {
    expect(join([row(1)], [row(1), row(1), row(1)]).rows).toHaveLength(3)
    expect(join([row(1), row(1), row(1)], [row(1)]).rows).toHaveLength(3)
  })

  it('are the same whether the process id came as text or as a number', () => {
    expect(join([row(1)], [row('1')]).rows).toHaveLength(1)
  })

  it('that differ in any field stay apart', () => {
    expect(join([row(1)], [{ ...row(1), execute_user_name: 'admin' }]).rows).toHaveLength(2)
  })

  it('are the same whatever zone their time is written in', () => {
    const elsewhere = { ...row(1), execute_time: '2026-05-01T08:00:00+0800' }
    expect(join([row(1)], [elsewhere])).toEqual({ rows: [row(1)], doubtful: 0 })
  })

  it('that lack the same field are told apart by their time', () => {
    const withoutId = (second: number) => ({ ...row(1, second), process_id: null })
    expect(join([withoutId(0), withoutId(1)], [withoutId(1), withoutId(2)])).toEqual({
      rows: [withoutId(0), withoutId(1), withoutId(2)],
      doubtful: 0,
    })
  })

  it.each([
    ['lack their time', { ...row(1), execute_time: null }, { ...row(1), execute_time: null }],
    ['have their time in one window only', row(1), { ...row(1), execute_time: '' }],
    ['have their id in one window only', { ...row(1), process_id: null }, row(1)],
  ])('that %s count as one, and as doubtful', (_what, first, second) => {
    expect(join([first], [second])).toEqual({ rows: [first], doubtful: 1 })
  })
})
