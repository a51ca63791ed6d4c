import { createI18n } from 'vue-i18n'
import en from './en/index.ts'
import type { MessageKey, Texts } from './keys.ts'

export type { MessageKey } from './keys.ts'

/** A language that texts exist in; `en-XA` is the pseudo-language of the tests. */
export type Language = 'en' | 'zh-CN' | 'en-XA'

const messages: Record<Language, Partial<Texts>> = { en, 'zh-CN': {}, 'en-XA': {} }

export const i18n = createI18n({
  legacy: false,
  // `$t` would take any string for a key: all texts go through `useText`, which does not.
  globalInjection: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages,
})

/**
 * @param named values for the `{placeholders}` of the text
 * @param plural chooses between the forms that the text separates with `|`
 */
export type Translate = (
  key: MessageKey,
  named?: Record<string, string | number>,
  plural?: number,
) => string

const translate: Translate = (key, named = {}, plural) =>
  plural === undefined
    ? i18n.global.t(key, named)
    : i18n.global.t(key, { count: plural, ...named }, plural)

/** All text of the screens comes from here: `const { t } = useText()`. Follows the locale live. */
export function useText(): { t: Translate } {
  return { t: translate }
}
