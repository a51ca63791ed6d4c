import { computed, onScopeDispose, shallowRef } from 'vue'
import type { MessageKey } from '../i18n/index.ts'
import type { Shortcut } from '../shortcuts.ts'

/** Something the user can do now: from the palette, the application's menu, or by its keys. */
export interface Action {
  /** Unique, such as `kill-log.collect`. */
  id: string
  /** A text of ours, or a name that isn't translated. */
  label: MessageKey | { text: string }
  /** For the `{placeholders}` of the label. */
  named?: Record<string, string | number>
  icon?: string
  /** The menu it stands in. */
  menu: 'file' | 'view' | 'go' | 'account'
  shortcut?: Shortcut
  /** Another way to press it, which no menu shows. */
  alsoBy?: Shortcut
  /** Enabled where absent. */
  enabled?: boolean
  /** Whether it is what a choice stands at; absent where it isn't one of a choice. */
  checked?: boolean
  run: () => unknown
}

const sources = shallowRef<readonly (() => readonly Action[])[]>([])

/** All that can be done now, in the order in which it was offered. */
export const actions = computed(() => sources.value.flatMap((source) => source()))

/**
 * Offers actions for as long as the component is there.
 * @param offered called again whenever something it reads changes
 */
export function useActions(offered: () => readonly Action[]): void {
  sources.value = [...sources.value, offered]
  onScopeDispose(() => {
    sources.value = sources.value.filter((source) => source !== offered)
  })
}

/** Does what an action does, unless it isn't offered or enabled now. */
export function runAction(id: string): void {
  const action = actions.value.find((candidate) => candidate.id === id)
  if (action !== undefined && action.enabled !== false) void action.run()
}
