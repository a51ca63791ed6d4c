import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import QuietNotices from '../../../src/renderer/components/frame/QuietNotices.vue'
import { useNoticesStore } from '../../../src/renderer/stores/notices.ts'
import { button, show } from '../support/mount.ts'
import { startDesk, type FakeDesk } from '../support/two-accounts.ts'

let desk: FakeDesk

const list = () => document.querySelector('[data-testid=notices]')
const lines = () => [...document.querySelectorAll('[data-testid=notices] li')]

beforeEach(async () => {
  desk = await startDesk()
  useNoticesStore()
})

async function tell(text: string, kind: 'info' | 'warning' = 'info'): Promise<void> {
  desk.emit('app.notice', { kind, text })
  await flushPromises()
}

describe('a quiet notice', () => {
  it('takes no room while there is none, and is announced when it comes', async () => {
    show(QuietNotices)
    expect(list()?.getAttribute('role')).toBe('status')
    expect(list()?.textContent.trim()).toBe('')
    await tell('Kill log collected: 12 new records.')
    expect(list()?.textContent).toContain('Kill log collected: 12 new records.')
  })

  it('that came before there was a place for it is shown there', async () => {
    await tell('Kill log collected.')
    show(QuietNotices)
    expect(lines()).toHaveLength(1)
  })

  it('stays until it is dismissed, each by itself', async () => {
    show(QuietNotices)
    await tell('first')
    await tell('second')
    expect(lines().map((line) => line.textContent.includes('second'))).toEqual([true, false])
    button('Dismiss').click()
    await flushPromises()
    expect(lines().map((line) => line.textContent.includes('first'))).toEqual([true])
  })

  it('goes with all others at once', async () => {
    show(QuietNotices)
    await tell('first')
    await tell('second')
    button('Dismiss all').click()
    await flushPromises()
    expect(lines()).toEqual([])
  })

  it('says in words that something needs a look', async () => {
    show(QuietNotices)
    await tell('The archive was damaged and set aside.', 'warning')
    expect(lines()[0]?.getAttribute('data-kind')).toBe('warning')
    expect(lines()[0]?.textContent).toContain('Needs a look:')
  })
})
