import { computed, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { ProjectFigures } from '../../shared/contract/all-accounts.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Account } from '../../shared/model/account.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { rowStatus, type AccountRow } from '../figures/allAccounts.ts'
import { useAccountsStore } from './accounts.ts'
import { answerOf, foreignAnswer, type QuestionState } from './question.ts'

type RowState = QuestionState<ProjectFigures>

/** How long the service has to answer before the archive is looked at, in milliseconds. */
export const archiveAfter = 400

/** The summaries of the accounts that are ticked, each with a state of its own. */
export const useAllAccountsStore = defineStore('allAccounts', () => {
  const accounts = useAccountsStore()
  const ticked = shallowRef<readonly AccountId[]>([])
  /** What is known of the ticks themselves. */
  const choice = shallowRef<
    { kind: 'idle' | 'loading' | 'ready' } | { kind: 'failed'; error: AuditDeskError }
  >({ kind: 'idle' })
  /** Why the ticks could not be kept for the next run; `null` when they are. */
  const unkept = shallowRef<AuditDeskError | null>(null)
  const states = shallowRef<ReadonlyMap<AccountId, RowState>>(new Map())
  const idle: RowState = { kind: 'idle' }
  /** Counts what was asked for each account; an answer to an earlier question is dropped. */
  const turns = new Map<AccountId, number>()
  const drawn = new Map<AccountId, AccountRow>()
  /** The account whose secret is asked for here, `null` when none is. */
  const unlocking = ref<AccountId | null>(null)
  let keeping: Promise<void> = Promise.resolve()

  const rows = computed<AccountRow[]>(() => {
    const wanted = new Set(ticked.value)
    return accounts.accounts.filter(({ id }) => wanted.has(id)).map(rowOf)
  })
  const asking = computed(() => rows.value.filter((row) => rowStatus(row) === 'loading').length)

  /** The same object for as long as nothing of the row changes: the others are not drawn anew. */
  function rowOf(account: Account): AccountRow {
    const state = stateOf(account.id)
    const known = drawn.get(account.id)
    if (known?.account === account && known.state === state) return known
    const row = { account, state }
    drawn.set(account.id, row)
    return row
  }

  function stateOf(id: AccountId): RowState {
    return states.value.get(id) ?? idle
  }

  function put(id: AccountId, state: RowState): void {
    states.value = new Map(states.value).set(id, state)
  }

  function nextTurn(id: AccountId): () => boolean {
    const turn = (turns.get(id) ?? 0) + 1
    turns.set(id, turn)
    return () => turns.get(id) !== turn
  }

  function forget(ids: readonly AccountId[]): void {
    const left = new Map(states.value)
    for (const id of ids) {
      nextTurn(id)
      left.delete(id)
    }
    states.value = left
  }

  /** Reads which accounts are ticked and asks for those that weren't yet. Never throws. */
  async function open(): Promise<void> {
    if (choice.value.kind === 'idle' || choice.value.kind === 'failed') {
      choice.value = { kind: 'loading' }
      try {
        ticked.value = await ask(window.auditDesk.allAccounts.ticked({}))
        choice.value = { kind: 'ready' }
      } catch (error) {
        choice.value = { kind: 'failed', error: asAuditDeskError(error) }
      }
    }
    askNew()
  }

  function askNew(): void {
    for (const { account, state } of rows.value) if (state.kind === 'idle') void retry(account.id)
  }

  /** Ticks these accounts and no others, and asks for those that are new. Never throws. */
  async function tick(ids: readonly AccountId[]): Promise<void> {
    forget(ticked.value.filter((id) => !ids.includes(id)))
    ticked.value = ids
    // One after the other, so that the last one holds; nobody is asked before it does.
    keeping = keeping.then(() => keep(ids))
    await keeping
    askNew()
  }

  async function keep(ids: readonly AccountId[]): Promise<void> {
    try {
      await ask(window.auditDesk.allAccounts.tick({ accountIds: [...ids] }))
      unkept.value = null
    } catch (error) {
      unkept.value = asAuditDeskError(error)
    }
  }

  /** Asks the service for one account, whatever the others do. Never throws. */
  async function retry(id: AccountId): Promise<void> {
    const superseded = nextTurn(id)
    put(id, { kind: 'loading', previous: answerOf(stateOf(id)) })
    const slow = setTimeout(() => void remember(id, superseded), archiveAfter)
    const outcome = await summaryOf(id, 'service').then(settled, asAuditDeskError)
    clearTimeout(slow)
    if (superseded()) return
    if (!(outcome instanceof AuditDeskError)) {
      put(id, outcome)
      return
    }
    put(id, { kind: 'failed', error: outcome, previous: answerOf(stateOf(id)) })
    await remember(id, superseded)
  }

  /**
   * Asks for one account because the user wishes it: also with a secret that was refused, once. Never
   * throws.
   */
  async function tryAgain(id: AccountId): Promise<void> {
    const account = accounts.accounts.find((candidate) => candidate.id === id)
    if (account?.lock === 'refused') {
      put(id, { kind: 'loading', previous: answerOf(stateOf(id)) })
      // Refused again, it is locked again, which the row then says.
      await accounts.tryAgain(id).catch(() => undefined)
    }
    await retry(id)
  }

  /** Shows what the archive has, where there is nothing better. Never throws. */
  async function remember(id: AccountId, superseded: () => boolean): Promise<void> {
    if (answerOf(stateOf(id)) !== null) return
    let found: Answer<ProjectFigures> | null = null
    let unread: AuditDeskError | null = null
    try {
      found = await summaryOf(id, 'archive')
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      if (error.code !== 'not-found') unread = error
    }
    const now = stateOf(id)
    if (superseded() || answerOf(now) !== null) return
    if (now.kind === 'loading') put(id, { kind: 'loading', previous: found })
    else if (now.kind === 'failed') {
      put(id, { ...now, previous: found, ...(unread === null ? {} : { unread }) })
    }
  }

  async function summaryOf(
    accountId: AccountId,
    from: 'service' | 'archive',
  ): Promise<Answer<ProjectFigures>> {
    const answer = await ask(window.auditDesk.allAccounts.summary({ accountId, from }))
    if (answer.accountId !== accountId) throw foreignAnswer()
    return answer
  }

  /** Asks for all that are ticked, at once. */
  async function refresh(): Promise<void> {
    await Promise.all(rows.value.map(({ account }) => retry(account.id)))
  }

  /** Stops what is on its way: for one account, or for all. Never throws. */
  async function stop(id?: AccountId): Promise<void> {
    const accountIds = rows.value
      .filter((row) => rowStatus(row) === 'loading' && (id === undefined || row.account.id === id))
      .map(({ account }) => account.id)
    await ask(window.auditDesk.allAccounts.stop({ accountIds })).catch(() => undefined)
  }

  /** Has the secret of an account asked for; its row is asked again once it was typed. */
  function unlock(id: AccountId | null): void {
    unlocking.value = id
  }

  watch(
    () => accounts.accounts.map(({ id }) => id),
    (there) => {
      const gone = ticked.value.filter((id) => !there.includes(id))
      if (gone.length === 0 || accounts.status.kind !== 'ready') return
      forget(gone)
      ticked.value = ticked.value.filter((id) => there.includes(id))
    },
  )
  watch(
    () => accounts.unlocks,
    () => {
      for (const { account, state } of rows.value) {
        // A secret that was refused is not tried again by itself: the service counts such tries.
        const lacked = state.kind === 'failed' && state.error.code === 'no-secret'
        if (lacked || account.id === unlocking.value) void retry(account.id)
      }
    },
  )

  return {
    ticked,
    choice,
    unkept,
    rows,
    asking,
    unlocking,
    open,
    tick,
    retry,
    tryAgain,
    refresh,
    stop,
    unlock,
  }
})

function settled(answer: Answer<ProjectFigures>): RowState {
  const { missing } = answer
  return missing.length > 0 ? { kind: 'partial', answer, missing } : { kind: 'fresh', answer }
}
