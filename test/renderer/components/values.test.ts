import { describe, expect, it } from 'vitest'
import BigCount from '../../../src/renderer/components/BigCount.vue'
import TimeText from '../../../src/renderer/components/TimeText.vue'
import { fromLocalField, toLocalField } from '../../../src/renderer/components/localField.ts'
import { escapeHtml } from '../../../src/renderer/charts/escape.ts'
import { pageText, show } from '../support/mount.ts'

describe('a count', () => {
  it('keeps all digits of a 64-bit number', () => {
    show(BigCount, { props: { value: 9_223_372_036_854_775_807n } })
    expect(pageText()).toBe('9,223,372,036,854,775,807')
  })

  it('shows zero as zero', () => {
    show(BigCount, { props: { value: 0n } })
    expect(pageText()).toBe('0')
  })

  it('shows a dash, not zero, where the service sent none', () => {
    const wrapper = show(BigCount, { props: { value: null } })
    expect(wrapper.text()).toBe('—Not sent by the service')
    expect(wrapper.attributes('title')).toBe('Not sent by the service')
  })
})

describe('a time', () => {
  it('has a zone, and the value as sent on hover', () => {
    const wrapper = show(TimeText, {
      props: { at: '2026-05-01T10:00:00.000Z', raw: '2026-05-01T18:00:00+0800' },
    })
    expect(wrapper.text()).toMatch(/2026.*\d\d:00:00 (UTC|GMT|[A-Z]{3,5})/)
    expect(wrapper.attributes('title')).toBe('As sent: 2026-05-01T18:00:00+0800')
    expect(wrapper.attributes('datetime')).toBe('2026-05-01T10:00:00.000Z')
  })

  it('is shown as sent when it can’t be read', () => {
    const wrapper = show(TimeText, { props: { at: null, raw: 'yesterday' } })
    expect(wrapper.text()).toBe('yesterday')
  })

  it('is a dash where the service sent none', () => {
    expect(show(TimeText, { props: { at: null, raw: null } }).text()).toContain('—')
  })
})

describe('a local field', () => {
  it('gives back the instant it was filled with, to the second', () => {
    const instant = '2026-03-29T01:02:03.000Z'
    expect(fromLocalField(toLocalField(instant))).toBe(instant)
  })

  it('has no instant while it isn’t filled in', () => {
    expect(fromLocalField('')).toBeNull()
    expect(fromLocalField('not a time')).toBeNull()
  })
})

describe('text for a tooltip', () => {
  it('loses its power as markup and nothing else', () => {
    expect(escapeHtml(`<b onclick="x('y')">R&D</b>`)).toBe(
      '&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;R&amp;D&lt;/b&gt;',
    )
  })
})
