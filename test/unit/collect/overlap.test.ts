import { describe, expect, it } from 'vitest'
import { join } from '../../../src/main/collect/overlap.ts'
import type { WireKillRecord } from '../../../src/main/huawei/wire.ts'

const row = (process_id: number | string, second = 0): WireKillRecord => ({
  instance_id: 'i',
  instance_name: 'n',
  process_id,
  execute_user_name: 'root',
  execute_time: `2026-05-01T00:00:${String(second).padStart(2, '0')}+0000`,
})

describe('rows of neighbouring windows', () => {
  it('that both hold are one', () => {
    expect(join([row(1), row(2, 1)], [row(2, 1), row(3, 2)])).toEqual([
      row(1),
      row(2, 1),
      row(3, 2),
    ])
  })

  it('that stand twice in one window stay twice', () => {
    expect(join([row(1), row(1)], [row(2)])).toHaveLength(3)
    expect(join([row(1)], [row(2), row(2)])).toHaveLength(3)
  })

  it('that stand twice in both are two, not one and not four', () => {
    expect(join([row(1), row(1)], [row(1), row(1)])).toHaveLength(2)
  })

  it('of which one window holds more are as many as the richer has', () => {
    expect(join([row(1)], [row(1), row(1), row(1)])).toHaveLength(3)
    expect(join([row(1), row(1), row(1)], [row(1)])).toHaveLength(3)
  })

  it('are the same whether the process id came as text or as a number', () => {
    expect(join([row(1)], [row('1')])).toHaveLength(1)
  })

  it('that differ in any field stay apart', () => {
    expect(join([row(1)], [{ ...row(1), execute_user_name: 'admin' }])).toHaveLength(2)
  })
})
