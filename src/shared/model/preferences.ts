import { z } from 'zod'

/** The languages that are offered, as BCP 47 tags. */
export const languages = ['en', 'zh-CN'] as const

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** How the app looks and speaks, whatever the account. */
export const Preferences = z.object({
  /**
   * `system` follows the operating system. `en-XA` is the pseudo-language for looking for clipped
   * texts: it is never offered, only written into the file.
   */
  language: z.enum(['system', ...languages, 'en-XA']),
  theme: z.enum(themes),
})
export type Preferences = z.infer<typeof Preferences>

export const defaultPreferences: Preferences = { language: 'system', theme: 'system' }
