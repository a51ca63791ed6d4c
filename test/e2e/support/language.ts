import type { AuditDeskBridge } from '../../../src/shared/contract/index.ts'
import type { RunningApp } from './app.ts'

/** Switches the language as Settings does it, without going there. The window is loaded anew. */
export async function speak({ page }: RunningApp, language: 'en' | 'zh-CN'): Promise<void> {
  const failure = await page.evaluate(async (chosen) => {
    const { auditDesk } = window as unknown as { auditDesk: AuditDeskBridge }
    const now = await auditDesk.settings.preferences({})
    if (!now.ok) return now.error.message
    const set = await auditDesk.settings.setPreferences({ ...now.value, language: chosen })
    return set.ok ? null : set.error.message
  }, language)
  if (failure !== null) throw new Error(failure)
  await page.reload()
  await page.getByTestId('account-name').waitFor()
}
