import { defineStore } from 'pinia'
import { ask } from '../bridge.ts'
import { createSubjectQuestion } from './subject.ts'

/** The audit summary of the selected account's project. */
export const useSummaryStore = defineStore('summary', () =>
  createSubjectQuestion(
    () => ({ kind: 'summary' }),
    (accountId, from) => ask(window.auditDesk.audit.summary({ accountId, from })),
  ),
)
