import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { killRecordColumns } from '../../shared/contract/kill-log.ts'

export type KillColumn = (typeof killRecordColumns)[number]

const key = 'audit-desk.killLog.columns'
const atFirst: readonly KillColumn[] = ['at', 'processId', 'operator', 'instanceName']

function remembered(): readonly KillColumn[] {
  const names = (localStorage.getItem(key) ?? '').split(' ')
  const known = killRecordColumns.filter((column) => names.includes(column))
  return known.length === 0 ? atFirst : known
}

/** Which columns of the kill log are shown; remembered in the profile. */
export const useKillColumnsStore = defineStore('killColumns', () => {
  const shown = shallowRef<readonly KillColumn[]>(remembered())
  const isLast = computed(() => shown.value.length === 1)

  /** Shows a column, or hides it; the last one stays. */
  function toggle(column: KillColumn): void {
    const isShown = shown.value.includes(column)
    if (isShown && isLast.value) return
    shown.value = killRecordColumns.filter((one) =>
      one === column ? !isShown : shown.value.includes(one),
    )
    localStorage.setItem(key, shown.value.join(' '))
  }

  return { shown, isLast, toggle }
})
