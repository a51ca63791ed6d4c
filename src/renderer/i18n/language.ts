import { shallowRef, type ShallowRef } from 'vue'
import type { Locale, Messages } from '@nuxt/ui'
import englishComponents from '@nuxt/ui/runtime/locale/en.js'
import type { Preferences } from '../../shared/model/preferences.ts'
import en from './en/index.ts'
import { i18n, type Language } from './index.ts'
import type { Texts } from './keys.ts'

interface Loaded {
  texts: Partial<Texts>
  /** What the component library says by itself, such as the names of its buttons. */
  components: Locale<Messages>
}

const loaders: Record<Language, () => Promise<Loaded>> = {
  en: () => Promise.resolve({ texts: en, components: englishComponents }),
  'zh-CN': async () => {
    const [texts, components] = await Promise.all([
      import('./zh-CN/index.ts'),
      import('@nuxt/ui/runtime/locale/zh_cn.js'),
    ])
    return { texts: texts.default, components: components.default }
  },
  'en-XA': async () => {
    const { pseudo } = await import('./pseudo.ts')
    return { texts: pseudo(en), components: englishComponents }
  },
}

/** The component library's own texts in the language in use. */
export const componentLocale: ShallowRef<Locale<Messages>> = shallowRef(englishComponents)

/**
 * The language to speak: the chosen one, or the first of the system's that there are texts in.
 * @param system BCP 47 tags, the preferred first
 */
export function resolveLanguage(
  chosen: Preferences['language'],
  system: readonly string[] = navigator.languages,
): Language {
  if (chosen !== 'system') return chosen
  for (const tag of system) {
    const base = tag.split('-')[0]
    if (base === 'en') return 'en'
    if (base === 'zh') return 'zh-CN'
  }
  return 'en'
}

let wanted: Language = 'en'

/** Switches everything on screen to a language, without a reload. The last call wins. */
export async function speak(language: Language): Promise<void> {
  wanted = language
  const { texts, components } = await loaders[language]()
  if (wanted !== language) return
  i18n.global.setLocaleMessage(language, texts)
  i18n.global.locale.value = language
  componentLocale.value = components
  document.documentElement.lang = language
}
