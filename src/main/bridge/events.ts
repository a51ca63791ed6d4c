import type { WebContents } from 'electron'
import { eventChannel } from '../../shared/contract/channels.ts'
import type { Events } from '../../shared/contract/index.ts'

export type Emit = <E extends keyof Events>(event: E, payload: Events[E]) => void

/** Tells the window; a window that is gone is told nothing. */
export function emitterFor(contents: () => WebContents | null): Emit {
  return (event, payload) => {
    const target = contents()
    if (target !== null && !target.isDestroyed()) target.send(eventChannel(event), payload)
  }
}
