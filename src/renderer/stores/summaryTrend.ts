import { watch } from 'vue'
import { defineStore } from 'pinia'
import type { SummaryPoint } from '../../shared/model/summary.ts'
import { ask } from '../bridge.ts'
import { createQuestion } from './question.ts'
import { useSummaryStore } from './summary.ts'

/** The project's counts of every summary in the archive; grows with each one that is kept. */
export const useSummaryTrendStore = defineStore('summaryTrend', () => {
  const summary = useSummaryStore()
  const question = createQuestion<SummaryPoint[]>()

  async function load(): Promise<void> {
    await question.ask(async (accountId) => {
      const { accountId: of, points } = await ask(
        window.auditDesk.audit.summaryTrend({ accountId }),
      )
      return {
        accountId: of,
        data: points,
        sources: [],
        timeZone: null,
        missing: [],
        origin: 'archive',
        answerId: null,
        unkept: null,
      }
    })
  }

  async function need(): Promise<void> {
    if (question.state.value.kind === 'idle') await load()
  }

  watch(
    () => [summary.state.kind, summary.answer?.answerId ?? null] as const,
    ([kind, kept]) => {
      const unknown = question.state.value.kind === 'idle'
      if (!unknown && kept !== null && (kind === 'fresh' || kind === 'partial')) {
        void question.renew()
      }
    },
  )

  return { state: question.state, answer: question.answer, need, load }
})
