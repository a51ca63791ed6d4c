import { describe, expect, it } from 'vitest'
import { previousPeriod } from '../../../src/renderer/figures/periods.ts'

describe('the previous period', () => {
  it('is as long as the explicit one and ends where that starts', () => {
    const bounds = { from: '2026-05-10T00:00:00+08:00', to: '2026-05-12T12:00:00+08:00' }
    expect(previousPeriod({ kind: 'bounds', bounds }, '')).toEqual({
      from: '2026-05-07T04:00:00.000Z',
      to: '2026-05-09T16:00:00.000Z',
    })
  })

  it('of a preset ends one length before the moment it was asked', () => {
    expect(previousPeriod({ kind: 'preset', preset: 'DAY' }, '2026-05-10T10:00:00.999Z')).toEqual({
      from: '2026-05-08T10:00:00.000Z',
      to: '2026-05-09T10:00:00.000Z',
    })
  })
})
