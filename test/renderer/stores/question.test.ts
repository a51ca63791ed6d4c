import { createPinia, setActivePinia } from 'pinia'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer } from '../../../src/shared/model/answer.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { asOf, createQuestion } from '../../../src/renderer/stores/question.ts'
import { account, answer, deferred, deskError, failed, installDesk, ok } from '../support/desk.ts'

const a = account(1)
const b = account(2)

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  setActivePinia(createPinia())
  desk.accounts.select.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(accountId === a.id ? a : b)),
  )
  useAccountsStore().accounts = [a, b]
  useAccountsStore().selectedId = a.id
})

describe('a question', () => {
  it('asks nothing by itself', () => {
    expect(createQuestion<string>().state.value).toEqual({ kind: 'idle' })
  })

  it('asks nothing while no account is selected', async () => {
    useAccountsStore().selectedId = null
    const question = createQuestion<string>()
    const run = vi.fn(() => Promise.resolve(answer(a.id, 'x')))
    await question.ask(run)
    expect(run).not.toHaveBeenCalled()
    expect(question.state.value.kind).toBe('idle')
  })

  it('is loading until the answer is there, and then fresh', async () => {
    const question = createQuestion<string>()
    const late = deferred<Answer<string>>()
    const asked = question.ask(() => late.promise)
    expect(question.state.value).toEqual({ kind: 'loading', previous: null })
    late.resolve(answer(a.id, 'of A'))
    await asked
    expect(question.state.value).toEqual({ kind: 'fresh', answer: answer(a.id, 'of A') })
    expect(question.answer.value?.data).toBe('of A')
  })

  it('asks for the account that is selected', async () => {
    const run = vi.fn(() => Promise.resolve(answer(a.id, 'x')))
    await createQuestion<string>().ask(run)
    expect(run).toHaveBeenCalledExactlyOnceWith(a.id)
  })

  it('keeps the answer visible while the same is asked again', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(a.id, 'first')), 'instance 1')
    void question.ask(() => deferred<Answer<string>>().promise, 'instance 1')
    expect(question.state.value).toEqual({ kind: 'loading', previous: answer(a.id, 'first') })
  })

  it('keeps the answer visible beside the error when the same fails', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(a.id, 'first')))
    const error = deskError({ code: 'timeout' })
    await question.ask(() => Promise.reject(error))
    expect(question.state.value).toEqual({
      kind: 'failed',
      error,
      previous: answer(a.id, 'first'),
    })
  })

  it('hides the answer as soon as something else is asked', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(a.id, 'one')), 'instance 1')
    void question.ask(() => deferred<Answer<string>>().promise, 'instance 2')
    expect(question.state.value).toEqual({ kind: 'loading', previous: null })
    expect(question.answer.value).toBeNull()
  })

  it('does not bring the answer to another question back after a failure', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(a.id, 'one')), 'instance 1')
    await question.ask(() => Promise.reject(deskError({ code: 'timeout' })), 'instance 2')
    await question.ask(() => Promise.reject(deskError({ code: 'timeout' })), 'instance 1')
    expect(question.answer.value).toBeNull()
  })

  it('shows the answer to the last question when an earlier one comes later', async () => {
    const question = createQuestion<string>()
    const slow = deferred<Answer<string>>()
    const first = question.ask(() => slow.promise, 'instance 1')
    await flushPromises()
    await question.ask(() => Promise.resolve(answer(a.id, 'second')), 'instance 2')
    slow.resolve(answer(a.id, 'first'))
    await first
    expect(question.answer.value?.data).toBe('second')
  })

  it('does not let an earlier failure hide a later answer', async () => {
    const question = createQuestion<string>()
    const slow = deferred<Answer<string>>()
    const first = question.ask(() => slow.promise)
    await flushPromises()
    await question.ask(() => Promise.resolve(answer(a.id, 'second')))
    slow.reject(deskError({ code: 'timeout' }))
    await first
    expect(question.state.value.kind).toBe('fresh')
  })

  it('is partial when the answer says what it lacks', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(a.id, 'x', { missing: ['The last page.'] })))
    expect(question.state.value).toMatchObject({ kind: 'partial', missing: ['The last page.'] })
  })

  it('is partial when the data shows that something is missing, and says each thing once', async () => {
    const question = createQuestion<number[]>({ missing: () => ['Rows.', 'The last page.'] })
    await question.ask(() => Promise.resolve(answer(a.id, [1], { missing: ['The last page.'] })))
    expect(question.state.value).toMatchObject({
      kind: 'partial',
      missing: ['The last page.', 'Rows.'],
    })
  })

  it('turns whatever is thrown into the one kind of error', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.reject(new TypeError('no such channel')))
    expect(question.state.value).toMatchObject({
      kind: 'failed',
      error: { code: 'internal', message: 'no such channel' },
    })
  })

  it('retries what was asked last', async () => {
    const question = createQuestion<string>()
    let attempts = 0
    await question.ask(() => {
      attempts += 1
      return attempts === 1
        ? Promise.reject(deskError({ code: 'timeout' }))
        : Promise.resolve(answer(a.id, 'x'))
    })
    await question.retry()
    expect(question.state.value.kind).toBe('fresh')
  })

  it('has nothing to retry before anything was asked', async () => {
    const question = createQuestion<string>()
    await question.retry()
    expect(question.state.value.kind).toBe('idle')
  })

  it('forgets everything when reset, also what is on its way', async () => {
    const question = createQuestion<string>()
    const late = deferred<Answer<string>>()
    const asked = question.ask(() => late.promise)
    await flushPromises()
    question.reset()
    late.resolve(answer(a.id, 'x'))
    await asked
    expect(question.state.value).toEqual({ kind: 'idle' })
  })
})

describe('a switch of the account', () => {
  it('never shows an answer of A that comes after the switch to B', async () => {
    const question = createQuestion<string>()
    const late = deferred<Answer<string>>()
    const asked = question.ask(() => late.promise)
    await flushPromises()
    await useAccountsStore().select(b.id)
    expect(question.state.value).toEqual({ kind: 'idle' })
    late.resolve(answer(a.id, 'of A'))
    await asked
    expect(question.state.value).toEqual({ kind: 'idle' })
  })

  it('never shows an answer of A over one that B is waiting for', async () => {
    const question = createQuestion<string>()
    const ofA = deferred<Answer<string>>()
    const ofB = deferred<Answer<string>>()
    const first = question.ask(() => ofA.promise)
    await flushPromises()
    await useAccountsStore().select(b.id)
    const second = question.ask(() => ofB.promise)
    await flushPromises()
    ofA.resolve(answer(a.id, 'of A'))
    await first
    expect(question.state.value).toEqual({ kind: 'loading', previous: null })
    ofB.resolve(answer(b.id, 'of B'))
    await second
    expect(question.answer.value?.data).toBe('of B')
  })

  it('drops an answer of A that comes after going to B and back', async () => {
    const question = createQuestion<string>()
    const late = deferred<Answer<string>>()
    const asked = question.ask(() => late.promise)
    await flushPromises()
    await useAccountsStore().select(b.id)
    await useAccountsStore().select(a.id)
    late.resolve(answer(a.id, 'before'))
    await asked
    expect(question.state.value).toEqual({ kind: 'idle' })
  })

  it('forgets at once what was shown, before the main process has followed', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(a.id, 'of A')))
    desk.accounts.select.mockReturnValue(deferred<never>().promise)
    void useAccountsStore().select(b.id)
    expect(question.answer.value).toBeNull()
  })

  it('asks for B only once the main process has left A', async () => {
    const following = deferred<ReturnType<typeof ok<typeof b>>>()
    desk.accounts.select.mockReturnValue(following.promise)
    const question = createQuestion<string>()
    const switching = useAccountsStore().select(b.id)
    const run = vi.fn(() => Promise.resolve(answer(b.id, 'of B')))
    const asked = question.ask(run)
    await flushPromises()
    expect(run).not.toHaveBeenCalled()
    following.resolve(ok(b))
    await switching
    await asked
    expect(run).toHaveBeenCalledExactlyOnceWith(b.id)
    expect(question.answer.value?.data).toBe('of B')
  })

  it('says nothing of the cancelling it causes', async () => {
    const question = createQuestion<string>()
    const late = deferred<Answer<string>>()
    const asked = question.ask(() => late.promise)
    await flushPromises()
    await useAccountsStore().select(b.id)
    late.reject(deskError({ code: 'cancelled' }))
    await asked
    expect(question.state.value).toEqual({ kind: 'idle' })
  })

  it('does not ask B for its password because A had none', async () => {
    const question = createQuestion<string>()
    const late = deferred<Answer<string>>()
    const asked = question.ask(() => late.promise)
    await flushPromises()
    await useAccountsStore().select(b.id)
    late.reject(deskError({ code: 'no-secret' }))
    await asked
    expect(useAccountsStore().secretWanted).toBeNull()
  })

  it('refuses an answer that names another account, and says so', async () => {
    const question = createQuestion<string>()
    await question.ask(() => Promise.resolve(answer(b.id, 'of B')))
    expect(question.state.value).toMatchObject({ kind: 'failed', error: { code: 'internal' } })
    expect(question.answer.value).toBeNull()
  })

  it('retries nothing of the account before', async () => {
    const question = createQuestion<string>()
    const run = vi.fn(() => Promise.resolve(answer(a.id, 'of A')))
    await question.ask(run)
    await useAccountsStore().select(b.id)
    await question.retry()
    expect(run).toHaveBeenCalledOnce()
  })
})

describe('a missing secret', () => {
  const password = { method: 'password', password: 'secret' } as const

  it('is asked for, and the question is asked again once it is there', async () => {
    const accounts = useAccountsStore()
    const question = createQuestion<string>()
    let locked = true
    await question.ask(() =>
      locked
        ? Promise.reject(deskError({ code: 'no-secret' }))
        : Promise.resolve(answer(a.id, 'unlocked')),
    )
    expect(accounts.secretWanted).toBe(a.id)
    locked = false
    desk.accounts.setSecret.mockResolvedValue(ok(null))
    await accounts.setSecret(a.id, password)
    await flushPromises()
    expect(question.answer.value?.data).toBe('unlocked')
    expect(accounts.secretWanted).toBeNull()
  })

  it('keeps being asked for when the one typed could not be kept', async () => {
    const accounts = useAccountsStore()
    const question = createQuestion<string>()
    await question.ask(() => Promise.reject(deskError({ code: 'no-secret' })))
    desk.accounts.setSecret.mockResolvedValue(failed({ code: 'keychain' }))
    await expect(accounts.setSecret(a.id, password)).rejects.toMatchObject({ code: 'keychain' })
    expect(accounts.secretWanted).toBe(a.id)
  })

  it('is asked for as well where a secret that soon ends was refused', async () => {
    const accounts = useAccountsStore()
    const signIn = { method: 'temporary-access-key' } as const
    accounts.accounts = [{ ...a, signIn }, b]
    const question = createQuestion<string>()
    await question.ask(() => Promise.reject(deskError({ code: 'credentials' })))
    expect(accounts.secretWanted).toBe(a.id)
  })

  it('is not asked for where a password was refused: it need not be wrong', async () => {
    const accounts = useAccountsStore()
    const question = createQuestion<string>()
    await question.ask(() => Promise.reject(deskError({ code: 'credentials' })))
    expect(accounts.secretWanted).toBeNull()
  })

  it('does not make other failed questions ask again', async () => {
    const question = createQuestion<string>()
    const run = vi.fn(() => Promise.reject(deskError({ code: 'timeout' })))
    await question.ask(run)
    desk.accounts.setSecret.mockResolvedValue(ok(null))
    await useAccountsStore().setSecret(a.id, password)
    await flushPromises()
    expect(run).toHaveBeenCalledOnce()
  })
})

describe('the time of an answer', () => {
  it('is when its oldest part was read', () => {
    const [source] = answer(a.id, 'x').sources
    const early = { ...source!, fetchedAt: '2026-05-01T09:00:00.000Z' }
    expect(asOf(answer(a.id, 'x', { sources: [source!, early] }))).toBe('2026-05-01T09:00:00.000Z')
    expect(asOf(answer(a.id, 'x', { sources: [] }))).toBeNull()
    expect(asOf(null)).toBeNull()
  })
})
