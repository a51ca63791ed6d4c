import { createPinia, setActivePinia } from 'pinia'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer } from '../../../src/shared/model/answer.ts'
import { AnswerId, type AnswerFrom } from '../../../src/shared/model/question.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { asOf, createQuestion, headStart } from '../../../src/renderer/stores/question.ts'
import { deferred } from '../../support/deferred.ts'
import { account, answer, deskError, failed, installDesk, ok } from '../support/desk.ts'

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
    expect(run).toHaveBeenCalledExactlyOnceWith(a.id, { kind: 'service' })
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

describe('the archive', () => {
  const kept = (data: string, of = a): Answer<string> =>
    answer(of.id, data, { origin: 'archive', answerId: AnswerId.parse(7) })

  /** A question whose answers the test lets through, those of service and archive apart. */
  function ask(subject = '', question = createQuestion<string>({ archived: true })) {
    const service = deferred<Answer<string>>()
    const archive = deferred<Answer<string>>()
    const run = vi.fn((_: unknown, from: AnswerFrom) =>
      from.kind === 'service' ? service.promise : archive.promise,
    )
    const asked = question.ask(run, subject)
    return { question, service, archive, run, asked }
  }

  async function passHeadStart(): Promise<void> {
    await vi.advanceTimersByTimeAsync(headStart)
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is asked for its latest answer at the same time as the service', async () => {
    const { run } = ask()
    await vi.advanceTimersByTimeAsync(0)
    expect(run.mock.calls).toEqual([
      [a.id, { kind: 'archive', answerId: null }],
      [a.id, { kind: 'service' }],
    ])
  })

  it('is not asked where nothing of the kind is kept', async () => {
    const question = createQuestion<string>()
    const { run } = ask('', question)
    await vi.advanceTimersByTimeAsync(0)
    expect(run.mock.calls).toEqual([[a.id, { kind: 'service' }]])
  })

  it('shows its answer while the service is asked, and the fresh one once it is there', async () => {
    const { question, service, archive, asked } = ask()
    archive.resolve(kept('old'))
    // At once: a service that has not answered in this run has to be connected to first.
    await vi.advanceTimersByTimeAsync(0)
    expect(question.state.value).toMatchObject({ kind: 'loading', previous: { data: 'old' } })
    service.resolve(answer(a.id, 'new'))
    await asked
    expect(question.state.value).toMatchObject({ kind: 'fresh', answer: { data: 'new' } })
  })

  it('stays silent while a service that has answered before may still be first', async () => {
    const before = ask()
    before.service.resolve(answer(a.id, 'of another question'))
    await before.asked
    const { question, service, archive, asked } = ask()
    archive.resolve(kept('old'))
    await vi.advanceTimersByTimeAsync(headStart - 1)
    expect(question.state.value).toEqual({ kind: 'loading', previous: null })
    service.resolve(answer(a.id, 'new'))
    await asked
    await passHeadStart()
    expect(question.answer.value?.data).toBe('new')
  })

  it('is shown at once while only the archive has answered', async () => {
    await createQuestion<string>().ask(() => Promise.resolve(kept('of the archive alone')))
    const { question, archive } = ask()
    archive.resolve(kept('old'))
    await vi.advanceTimersByTimeAsync(0)
    expect(question.answer.value?.data).toBe('old')
  })

  it('is shown at once for an account whose service has not answered, whatever others did', async () => {
    const before = ask()
    before.service.resolve(answer(a.id, 'of A'))
    await before.asked
    await useAccountsStore().select(b.id)
    const { question, archive } = ask()
    archive.resolve(kept('old', b))
    await vi.advanceTimersByTimeAsync(0)
    expect(question.answer.value?.data).toBe('old')
  })

  it('has its answer dropped when that comes after the fresh one', async () => {
    const { question, service, archive, asked } = ask()
    service.resolve(answer(a.id, 'new'))
    await asked
    archive.resolve(kept('old'))
    await passHeadStart()
    expect(question.state.value).toMatchObject({ kind: 'fresh', answer: { data: 'new' } })
  })

  it('keeps its answer on show when the service fails', async () => {
    const { question, service, archive, asked } = ask()
    archive.resolve(kept('old'))
    await passHeadStart()
    service.reject(deskError({ code: 'network' }))
    await asked
    expect(question.state.value).toMatchObject({
      kind: 'failed',
      error: { code: 'network' },
      previous: { data: 'old' },
    })
  })

  it('fills in at once when the service fails before the head start is over', async () => {
    const { question, service, archive, asked } = ask()
    archive.resolve(kept('old'))
    await vi.advanceTimersByTimeAsync(1)
    service.reject(deskError({ code: 'network' }))
    await asked
    expect(question.answer.value?.data).toBe('old')
  })

  it('fills in as well when it is slower than the service is to fail', async () => {
    const { question, service, archive, asked } = ask()
    service.reject(deskError({ code: 'network' }))
    await asked
    expect(question.answer.value).toBeNull()
    archive.resolve(kept('old'))
    await passHeadStart()
    expect(question.state.value).toMatchObject({ kind: 'failed', previous: { data: 'old' } })
  })

  it('says nothing of not having an answer', async () => {
    const { question, service, archive, asked } = ask()
    archive.reject(deskError({ code: 'not-found' }))
    service.reject(deskError({ code: 'network' }))
    await asked
    await passHeadStart()
    expect(question.state.value).not.toHaveProperty('unread')
  })

  it('says why it could not be read when the service has failed too', async () => {
    const { question, service, archive, asked } = ask()
    archive.reject(deskError({ code: 'file', message: 'The archive is in use.' }))
    service.reject(deskError({ code: 'network' }))
    await asked
    await passHeadStart()
    expect(question.state.value).toMatchObject({
      kind: 'failed',
      error: { code: 'network' },
      unread: { message: 'The archive is in use.' },
    })
  })

  it('says in its answer what that lacks, whatever becomes of the service', async () => {
    const question = createQuestion<string>({ archived: true, missing: () => ['A count.'] })
    const { archive } = ask('', question)
    archive.resolve(kept('old'))
    await passHeadStart()
    expect(question.answer.value?.missing).toEqual(['A count.'])
  })

  it('never shows what it has of A under B', async () => {
    const { question, archive } = ask()
    await vi.advanceTimersByTimeAsync(0)
    await useAccountsStore().select(b.id)
    archive.resolve(kept('of A'))
    await passHeadStart()
    expect(question.state.value).toEqual({ kind: 'idle' })
  })

  it('never shows an answer of another account', async () => {
    const { question, archive } = ask()
    archive.resolve(kept('of B', b))
    await passHeadStart()
    expect(question.answer.value).toBeNull()
  })

  it('never shows what it has of one subject under another', async () => {
    const first = ask('range 1')
    await vi.advanceTimersByTimeAsync(0)
    const second = ask('range 2', first.question)
    first.archive.resolve(kept('of 1'))
    await passHeadStart()
    expect(first.question.answer.value).toBeNull()
    second.archive.resolve(kept('of 2'))
    await passHeadStart()
    expect(first.question.answer.value?.data).toBe('of 2')
  })

  it('is not asked again where an answer is on show already', async () => {
    const first = ask()
    first.service.resolve(answer(a.id, 'new'))
    await first.asked
    const second = ask('', first.question)
    await vi.advanceTimersByTimeAsync(0)
    expect(second.run.mock.calls.map(([, from]) => from.kind)).toEqual(['service'])
    expect(first.question.answer.value?.data).toBe('new')
  })

  describe('back in time', () => {
    async function answeredNow(): Promise<ReturnType<typeof ask>> {
      const given = ask()
      given.service.resolve(answer(a.id, 'now'))
      await given.asked
      return given
    }

    it('shows the answer that was picked, and what is current again on demand', async () => {
      const { question, archive, run } = await answeredNow()
      archive.resolve(kept('then'))
      await question.pick(AnswerId.parse(7))
      expect(run).toHaveBeenLastCalledWith(a.id, { kind: 'archive', answerId: 7 })
      expect(question.state.value).toMatchObject({ kind: 'earlier', answer: { data: 'then' } })
      question.backToNow()
      expect(question.state.value).toMatchObject({ kind: 'fresh', answer: { data: 'now' } })
    })

    it('is left when the question is asked again', async () => {
      const { question, archive } = await answeredNow()
      archive.resolve(kept('then'))
      await question.pick(AnswerId.parse(7))
      const again = question.retry()
      expect(question.state.value).toMatchObject({ kind: 'loading', previous: { data: 'now' } })
      await again
      expect(question.answer.value?.data).toBe('now')
    })

    it('is left with the account', async () => {
      const { question, archive } = await answeredNow()
      archive.resolve(kept('then'))
      await question.pick(AnswerId.parse(7))
      void useAccountsStore().select(b.id)
      expect(question.answer.value).toBeNull()
    })

    it('drops an answer that comes after the reader has gone on', async () => {
      const { question, archive } = await answeredNow()
      const picked = question.pick(AnswerId.parse(7))
      question.backToNow()
      archive.resolve(kept('then'))
      await picked
      expect(question.answer.value?.data).toBe('now')
    })

    it('says why an answer could not be read, and stays', async () => {
      const { question, archive } = await answeredNow()
      archive.reject(deskError({ code: 'not-found' }))
      await expect(question.pick(AnswerId.parse(7))).rejects.toMatchObject({ code: 'not-found' })
      expect(question.state.value.kind).toBe('fresh')
    })
  })

  describe('renewed quietly', () => {
    it('keeps what is shown as it is until the new answer is there', async () => {
      const question = createQuestion<string>()
      await question.ask(() => Promise.resolve(answer(a.id, 'one')))
      const next = deferred<Answer<string>>()
      let turns = 0
      await question.ask(() => {
        turns += 1
        return turns === 1 ? Promise.resolve(answer(a.id, 'two')) : next.promise
      })
      const renewed = question.renew()
      await vi.advanceTimersByTimeAsync(0)
      expect(question.state.value).toMatchObject({ kind: 'fresh', answer: { data: 'two' } })
      next.resolve(answer(a.id, 'three'))
      await renewed
      expect(question.answer.value?.data).toBe('three')
    })
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
    expect(run).toHaveBeenCalledExactlyOnceWith(b.id, { kind: 'service' })
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

describe('a secret that was refused', () => {
  const refusal = deskError({ code: 'credentials', message: 'Wrong.' })

  async function refused() {
    const [first, second] = [createQuestion<string>(), createQuestion<string>()]
    const service = { lets: false }
    const run = vi.fn(() =>
      service.lets ? Promise.resolve(answer(a.id, 'let in')) : Promise.reject(refusal),
    )
    await first.ask(run)
    await second.ask(run)
    useAccountsStore().accounts = [{ ...a, lock: 'refused' }, b]
    run.mockClear()
    desk.accounts.unlock.mockResolvedValue(ok(null))
    return { first, second, run, service }
  }

  it('is tried again once where the reader says so, before anything asks again', async () => {
    const { first, second, run, service } = await refused()
    desk.audit.instances.mockImplementation(() => {
      service.lets = true
      return Promise.resolve(ok(answer(a.id, [])))
    })
    await first.retry()
    await flushPromises()
    expect(desk.accounts.unlock).toHaveBeenCalledExactlyOnceWith({ accountId: a.id })
    expect(first.answer.value?.data).toBe('let in')
    expect(second.answer.value?.data).toBe('let in')
    expect(run).toHaveBeenCalled()
  })

  it('leaves everything else alone when it is refused again', async () => {
    const { first, second, run } = await refused()
    desk.audit.instances.mockResolvedValue(failed({ code: 'credentials', message: 'Wrong again.' }))
    await first.retry()
    await flushPromises()
    expect(first.state.value).toMatchObject({
      kind: 'failed',
      error: { message: 'Wrong again.' },
    })
    expect(second.state.value).toMatchObject({ kind: 'failed', error: { message: 'Wrong.' } })
    expect(desk.audit.instances).toHaveBeenCalledOnce()
    expect(run).not.toHaveBeenCalled()
  })

  it('of the account before is never tried for the one shown now', async () => {
    const { first } = await refused()
    const late = deferred<ReturnType<typeof failed>>()
    desk.audit.instances.mockReturnValue(late.promise)
    const retried = first.retry()
    await useAccountsStore().select(b.id)
    late.resolve(failed({ code: 'credentials' }))
    await retried
    expect(first.state.value).toEqual({ kind: 'idle' })
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
