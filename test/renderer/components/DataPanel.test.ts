import { h, nextTick, type Component } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import DataPanel from '../../../src/renderer/components/DataPanel.vue'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import type { QuestionState } from '../../../src/renderer/stores/question.ts'
import { account, answer, deskError, installDesk } from '../support/desk.ts'
import { button, freshStores, pageText, show } from '../support/mount.ts'

// A generic component's type fits no plain one.
const Panel: Component = DataPanel as never
const rows = answer(account(1).id, ['one', 'two'])
const none = answer(account(1).id, [] as string[])

function showPanel(state: QuestionState<string[]>, onRetry = vi.fn()) {
  const wrapper = show(Panel, {
    props: {
      title: 'Sessions',
      state,
      empty: (data: string[]) => (data.length === 0 ? 'No sessions. Choose a longer range.' : null),
      onRetry,
    },
    slots: {
      default: ({ data, stale }: { data: string[]; stale: boolean }) =>
        h(
          'ul',
          { 'data-stale': String(stale) },
          data.map((row) => h('li', row)),
        ),
      skeleton: () => h('div', { class: 'skeleton' }),
    },
  })
  return { wrapper, onRetry }
}

const lines = () => [...document.querySelectorAll('li')].map((line) => line.textContent)
const badge = () => document.querySelector('[data-testid=stale-badge]')?.textContent.trim()
const panel = () => document.querySelector('section')!

beforeEach(() => {
  installDesk()
  freshStores()
})

describe('a panel whose account was refused', () => {
  it('leads to where the secret is typed', async () => {
    const accounts = useAccountsStore()
    accounts.accounts = [account(1)]
    accounts.selectedId = account(1).id
    showPanel({ kind: 'failed', error: deskError({ code: 'credentials' }), previous: null })
    await nextTick()
    button('Sign in …').click()
    expect(accounts.secretWanted).toBe(account(1).id)
  })
})

describe('a data panel', () => {
  it('is named by its title', () => {
    showPanel({ kind: 'idle' })
    const id = panel().getAttribute('aria-labelledby')!
    expect(document.getElementById(id)?.textContent).toBe('Sessions')
  })

  it('shows a skeleton of its own shape while loading, and says so to a screen reader', () => {
    showPanel({ kind: 'loading', previous: null })
    expect(panel().dataset['state']).toBe('loading')
    expect(panel().getAttribute('aria-busy')).toBe('true')
    expect(document.querySelector('.skeleton')).not.toBeNull()
    expect(document.querySelector('.sr-only[role=status]')?.textContent).toBe('Loading Sessions')
  })

  it('shows the data when fresh', () => {
    showPanel({ kind: 'fresh', answer: rows })
    expect(panel().dataset['state']).toBe('fresh')
    expect(lines()).toEqual(['one', 'two'])
    expect(document.querySelector('.skeleton')).toBeNull()
  })

  it('keeps the data while it is renewed', () => {
    showPanel({ kind: 'loading', previous: rows })
    expect(lines()).toEqual(['one', 'two'])
    expect(document.querySelector('.skeleton')).toBeNull()
  })

  it('says why there is nothing, and what to do', () => {
    showPanel({ kind: 'fresh', answer: none })
    expect(panel().dataset['state']).toBe('empty')
    expect(pageText()).toContain('No sessions. Choose a longer range.')
  })

  it('does not call it empty while it is being renewed', () => {
    showPanel({ kind: 'loading', previous: none })
    expect(pageText()).not.toContain('No sessions')
  })

  it('says what is missing and offers to ask again', () => {
    const { onRetry } = showPanel({
      kind: 'partial',
      answer: rows,
      missing: ['The window from 1 May.', 'The window from 8 May.'],
    })
    expect(panel().dataset['state']).toBe('partial')
    expect(document.querySelector('[role=alert]')?.textContent).toContain('This is not everything.')
    expect(lines()).toEqual(['The window from 1 May.', 'The window from 8 May.', 'one', 'two'])
    button('Ask again').click()
    expect(onRetry).toHaveBeenCalledOnce()
  })

  it('never calls an incomplete answer without rows simply empty', () => {
    showPanel({ kind: 'partial', answer: none, missing: ['The window from 1 May.'] })
    expect(pageText()).toContain('The window from 1 May.')
    expect(pageText()).toContain('Incomplete')
  })

  it('says what failed, with the request id, and offers to try again', () => {
    const error = deskError({
      code: 'service',
      message: 'DBSS failed.',
      status: 500,
      serviceCode: 'DBSS.0500',
      requestId: 'abc-123',
      hint: 'Try again in a minute.',
    })
    const { onRetry } = showPanel({ kind: 'failed', error, previous: null })
    expect(panel().dataset['state']).toBe('failed')
    for (const text of [
      'DBSS failed.',
      'DBSS.0500',
      'HTTP 500',
      'abc-123',
      'Try again in a minute.',
    ])
      expect(pageText()).toContain(text)
    button('Try again').click()
    expect(onRetry).toHaveBeenCalledOnce()
  })

  it('marks what it still shows as not current when the renewal failed', () => {
    showPanel({ kind: 'failed', error: deskError({ code: 'network' }), previous: rows })
    expect(panel().dataset['state']).toBe('stale')
    expect(badge()).toMatch(/^Read at .*May.* 2026, \d\d:\d\d$/)
    expect(pageText()).toMatch(/was read on .*May.* 2026/)
    expect(document.querySelector('ul')?.dataset['stale']).toBe('true')
    expect(lines()).toEqual(['one', 'two'])
  })

  describe('with an answer of the archive', () => {
    const at = (fetchedAt: string, changes = {}) => {
      const [source] = rows.sources
      return {
        ...rows,
        origin: 'archive' as const,
        sources: [{ ...source!, fetchedAt }],
        ...changes,
      }
    }
    /** A time of day in the local zone, so many days ago. */
    const local = (daysAgo: number, hour: number) => {
      const today = new Date()
      const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()]
      return new Date(year, month, day - daysAgo, hour, 2).toISOString()
    }
    const archived = at(local(1, 14))

    it('says how old that is, while the service is asked and when it has failed', () => {
      for (const state of [
        { kind: 'loading', previous: archived },
        { kind: 'failed', error: deskError({ code: 'network' }), previous: archived },
        { kind: 'stale', answer: archived },
      ] as const) {
        const { wrapper } = showPanel(state)
        expect(badge()).toBe('From the archive, 14:02 yesterday')
        expect(lines()).toEqual(['one', 'two'])
        wrapper.unmount()
      }
    })

    it('names today, and a day longer ago', () => {
      const { wrapper } = showPanel({ kind: 'loading', previous: at(local(0, 0)) })
      expect(badge()).toBe('From the archive, 00:02 today')
      wrapper.unmount()
      showPanel({ kind: 'loading', previous: at(local(40, 9)) })
      expect(badge()).toMatch(/^From the archive, .* 2026, 09:02$/)
    })

    it('does not mark what the service said in this run as archived while it is renewed', () => {
      showPanel({ kind: 'loading', previous: rows })
      expect(badge()).toBeUndefined()
    })

    it('still says what that lacks', () => {
      const partial = at(local(1, 14), { missing: ['Page 2.'] })
      showPanel({ kind: 'failed', error: deskError({ code: 'network' }), previous: partial })
      expect(pageText()).toContain('This is not everything.')
      expect(pageText()).toContain('Page 2.')
    })

    it('marks one that was picked as an earlier answer', () => {
      showPanel({ kind: 'earlier', answer: archived })
      expect(badge()).toBe('Earlier answer')
      expect(panel().dataset['state']).toBe('earlier')
    })

    it('says why there is none when the archive could not be read either', () => {
      const unread = deskError({ code: 'file', message: 'The archive is in use.' })
      showPanel({ kind: 'failed', error: deskError({ code: 'network' }), previous: null, unread })
      expect(pageText()).toContain('The archive could not be read either: The archive is in use.')
    })
  })

  it('says in a quiet line that an answer could not be kept, and why', () => {
    showPanel({ kind: 'fresh', answer: { ...rows, unkept: 'The disk is full.' } })
    expect(document.querySelector('[data-testid=unkept]')?.textContent).toContain(
      'Not kept in the archive: The disk is full.',
    )
    expect(document.querySelector('[role=alert]')).toBeNull()
  })

  it('announces an error at once', () => {
    showPanel({ kind: 'failed', error: deskError({ code: 'network' }), previous: null })
    expect(document.querySelector('[role=alert]')?.textContent).toContain(
      'The service could not be reached',
    )
  })
})
