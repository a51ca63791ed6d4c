import { defineStore } from 'pinia'
import { ask } from '../bridge.ts'
import { createSubjectQuestion } from './subject.ts'

/** The audit summary of the selected account's project. */
export const useSummaryStore = defineStore('summary', () =>
  createSubjectQuestion(
    () => 'project',
    (accountId) => ask(window.auditDesk.audit.summary({ accountId })),
  ),
)
