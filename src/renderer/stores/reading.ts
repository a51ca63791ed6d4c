import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError } from '../bridge.ts'

/** What a screen knows of something that this computer itself answers, bound to no account. */
export type Reading<T> =
  | { kind: 'idle' }
  | { kind: 'loading'; previous: T | null }
  | { kind: 'ready'; data: T }
  | { kind: 'failed'; error: AuditDeskError; previous: T | null }

export interface Reader<T> {
  state: ShallowRef<Reading<T>>
  /** What may be shown now: current or previous. */
  data: ComputedRef<T | null>
  /** Reads; what is still on its way from before is dropped. Never throws. */
  load: () => Promise<void>
  /** What is shown is out of date and will be read again; drops what is on its way. */
  expect: () => void
  /** Takes what came by another way. */
  set: (data: T) => void
  forget: () => void
}

export function dataOf<T>(state: Reading<T>): T | null {
  switch (state.kind) {
    case 'idle':
      return null
    case 'ready':
      return state.data
    case 'loading':
    case 'failed':
      return state.previous
  }
}

/** @param run reads it; what it throws becomes the state `failed` */
export function createReader<T>(run: () => Promise<T>): Reader<T> {
  const state: ShallowRef<Reading<T>> = shallowRef({ kind: 'idle' })
  let turn = 0

  function expect(): void {
    turn += 1
    state.value = { kind: 'loading', previous: dataOf(state.value) }
  }

  async function load(): Promise<void> {
    expect()
    const mine = turn
    try {
      const data = await run()
      if (mine === turn) state.value = { kind: 'ready', data }
    } catch (error) {
      if (mine !== turn) return
      state.value = {
        kind: 'failed',
        error: asAuditDeskError(error),
        previous: dataOf(state.value),
      }
    }
  }

  function set(data: T): void {
    turn += 1
    state.value = { kind: 'ready', data }
  }

  function forget(): void {
    turn += 1
    state.value = { kind: 'idle' }
  }

  return { state, data: computed(() => dataOf(state.value)), load, expect, set, forget }
}
