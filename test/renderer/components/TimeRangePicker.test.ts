import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import TimeRangePicker from '../../../src/renderer/components/TimeRangePicker.vue'
import { toLocalField } from '../../../src/renderer/components/localField.ts'
import type { TimeRange } from '../../../src/shared/model/time-range.ts'
import { button, field, pageText, show, type } from '../support/mount.ts'

async function open(modelValue: TimeRange) {
  const onUpdate = vi.fn()
  show(TimeRangePicker, { props: { modelValue, 'onUpdate:modelValue': onUpdate } })
  button(/^Time range/).click()
  await flushPromises()
  return onUpdate
}

describe('the time range picker', () => {
  it('names the preset that is chosen', () => {
    show(TimeRangePicker, { props: { modelValue: { kind: 'preset', preset: 'WEEK' } } })
    expect(button('Time range: Last 7 days')).toBeDefined()
  })

  it('chooses a preset as such, not as two instants', async () => {
    const onUpdate = await open({ kind: 'preset', preset: 'DAY' })
    expect(button('Last 24 hours').getAttribute('aria-pressed')).toBe('true')
    button('Last 30 days').click()
    expect(onUpdate).toHaveBeenCalledExactlyOnceWith({ kind: 'preset', preset: 'MONTH' })
  })

  it('takes local times and hands on instants with a zone', async () => {
    const onUpdate = await open({ kind: 'preset', preset: 'DAY' })
    type('From', toLocalField('2026-05-01T00:00:00Z'))
    type('To', toLocalField('2026-06-30T23:59:59Z'))
    await flushPromises()
    button('Apply range').click()
    await flushPromises()
    expect(onUpdate).toHaveBeenCalledExactlyOnceWith({
      kind: 'bounds',
      bounds: { from: '2026-05-01T00:00:00.000Z', to: '2026-06-30T23:59:59.000Z' },
    })
  })

  it('starts from the bounds that are chosen and says their zone', async () => {
    const bounds = { from: '2026-05-01T00:00:01.000Z', to: '2026-06-30T23:59:59.000Z' }
    await open({ kind: 'bounds', bounds })
    expect(field('From').value).toBe(toLocalField(bounds.from))
    expect(pageText()).toContain('Times are in ')
  })

  it('refuses an end before the start', async () => {
    const onUpdate = await open({ kind: 'preset', preset: 'DAY' })
    type('From', '2026-05-02T00:00:00')
    type('To', '2026-05-01T00:00:00')
    await flushPromises()
    expect(pageText()).toContain('The end must be after the start.')
    expect(button('Apply range').disabled).toBe(true)
    document.querySelector('form')!.dispatchEvent(new Event('submit'))
    expect(onUpdate).not.toHaveBeenCalled()
  })

  it('refuses a field that isn’t filled in', async () => {
    await open({ kind: 'preset', preset: 'DAY' })
    type('To', '')
    await flushPromises()
    expect(pageText()).toContain('Fill in both date and time.')
    expect(button('Apply range').disabled).toBe(true)
  })
})
