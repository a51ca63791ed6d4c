import type { languages } from '../../shared/model/preferences.ts'

/** Each language by its own name, so that whoever can't read the present one finds theirs. */
export const languageNames: Readonly<Record<(typeof languages)[number], string>> = {
  en: 'English',
  'zh-CN': '简体中文',
}
