import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { defaultPreferences, type Preferences } from '../../shared/model/preferences.ts'
import { ask } from '../bridge.ts'
import { resolveLanguage, speak } from '../i18n/language.ts'

/** How the app looks and speaks; kept by the main process, which makes the theme follow. */
export const usePreferencesStore = defineStore('preferences', () => {
  const preferences = shallowRef<Preferences>(defaultPreferences)

  async function show(next: Preferences): Promise<void> {
    preferences.value = next
    await speak(resolveLanguage(next.language))
  }

  /** Reads what was chosen, before the first paint; never throws. */
  async function load(): Promise<void> {
    const kept = await ask(window.auditDesk.settings.preferences({})).catch(
      () => defaultPreferences,
    )
    await show(kept)
  }

  /**
   * Changes at once, without a reload.
   * @throws AuditDeskError when the choice can't be kept; it then holds until the app is closed
   */
  async function change(changes: Partial<Preferences>): Promise<void> {
    const next = { ...preferences.value, ...changes }
    await show(next)
    await ask(window.auditDesk.settings.setPreferences(next))
  }

  /** Puts back how the app looks, the window included. @throws AuditDeskError as `change` does */
  async function reset(): Promise<void> {
    await show(await ask(window.auditDesk.settings.reset({})))
  }

  return { preferences, load, change, reset }
})
