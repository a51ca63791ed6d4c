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
    expect(pageText()).toContain('Not current')
    expect(pageText()).toMatch(/was read on .*May.* 2026/)
    expect(document.querySelector('ul')?.dataset['stale']).toBe('true')
    expect(lines()).toEqual(['one', 'two'])
  })

  it('announces an error at once', () => {
    showPanel({ kind: 'failed', error: deskError({ code: 'network' }), previous: null })
    expect(document.querySelector('[role=alert]')?.textContent).toContain(
      'The service could not be reached',
    )
  })
})
