import type { Events } from '../../../src/shared/contract/index.ts'

/**
 * Lets a test speak for the main process. Call it after `installDesk` and before anything listens.
 * @returns what tells the window
 */
export function installEvents(): <E extends keyof Events>(event: E, payload: Events[E]) => void {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  Object.assign(window.auditDesk, {
    on: (event: string, listener: (payload: never) => void) => {
      const own = listeners.get(event) ?? new Set()
      listeners.set(event, own.add(listener))
      return () => own.delete(listener)
    },
  })
  return (event, payload) => {
    for (const listener of listeners.get(event) ?? []) listener(payload as never)
  }
}
