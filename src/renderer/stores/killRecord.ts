import { computed, ref, watch } from 'vue'
import { defineStore } from 'pinia'
import type { KillRecordDetail, KillRecordId } from '../../shared/contract/kill-log.ts'
import { ask } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'
import { archiveAnswer } from './archiveAnswer.ts'
import { useKillLogStore } from './killLog.ts'
import { createQuestion } from './question.ts'

/** The record of the kill log that is looked at closely. */
export const useKillRecordStore = defineStore('killRecord', () => {
  const accounts = useAccountsStore()
  const log = useKillLogStore()
  const question = createQuestion<KillRecordDetail>()
  const isOpen = ref(false)
  /** Where it stands in the list; `null` once the list has changed beneath it. */
  const place = ref<number | null>(null)

  const last = computed(() => (log.rows.total ?? 0) - 1)
  const hasPrevious = computed(() => place.value !== null && place.value > 0)
  const hasNext = computed(() => place.value !== null && place.value < last.value)

  function open(index: number): void {
    if (index < 0 || index > last.value) return
    isOpen.value = true
    place.value = index
  }

  function close(): void {
    isOpen.value = false
    place.value = null
    question.reset()
  }

  /** Goes to the record before it or after it. */
  function step(by: -1 | 1): void {
    if (by < 0 ? hasPrevious.value : hasNext.value) open((place.value ?? 0) + by)
  }

  async function load(recordId: KillRecordId): Promise<void> {
    await question.ask(async (accountId) => {
      return archiveAnswer(await ask(window.auditDesk.killLog.detail({ accountId, recordId })))
    }, String(recordId))
  }

  // A row far from those in sight has no id until it has arrived.
  watch(
    () => (place.value === null ? null : log.rows.idAt(place.value)),
    (recordId) => {
      if (recordId !== null) void load(recordId)
    },
  )
  watch(
    () => log.rows.order,
    () => (place.value = null),
  )
  watch(() => `${accounts.selectedId} ${log.shown?.instanceId}`, close, { flush: 'sync' })

  return {
    state: question.state,
    isOpen,
    place,
    hasPrevious,
    hasNext,
    open,
    close,
    step,
    retry: question.retry,
  }
})
