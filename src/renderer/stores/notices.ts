import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Notice } from '../../shared/contract/app.ts'

export interface KeptNotice extends Notice {
  id: number
  /** When it came, milliseconds since the epoch. */
  at: number
}

/** What the app did by itself, kept until the user has read it. */
export const useNoticesStore = defineStore('notices', () => {
  /** Newest first. */
  const notices = shallowRef<KeptNotice[]>([])
  let count = 0

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  function dismissAll(): void {
    notices.value = []
  }

  window.auditDesk.on('app.notice', (notice) => {
    count += 1
    notices.value = [{ ...notice, id: count, at: Date.now() }, ...notices.value]
  })

  return { notices, dismiss, dismissAll }
})
