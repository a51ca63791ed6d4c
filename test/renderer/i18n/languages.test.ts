import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import ErrorNotice from '../../../src/renderer/components/ErrorNotice.vue'
import en from '../../../src/renderer/i18n/en/index.ts'
import { formatAge, formatCount, formatInstant } from '../../../src/renderer/i18n/format.ts'
import { useText, type MessageKey } from '../../../src/renderer/i18n/index.ts'
import { componentLocale, resolveLanguage, speak } from '../../../src/renderer/i18n/language.ts'
import { pseudo } from '../../../src/renderer/i18n/pseudo.ts'
import zhCN from '../../../src/renderer/i18n/zh-CN/index.ts'
import { usePreferencesStore } from '../../../src/renderer/stores/preferences.ts'
import { deskError, failed, installDesk, ok } from '../support/desk.ts'
import { freshStores, pageText, show } from '../support/mount.ts'

afterEach(() => speak('en'))

/** Every text by its dotted path. */
function textsOf(node: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...textsOf(value as object, `${prefix}${key}.`)],
    ),
  )
}

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('the Chinese texts', () => {
  const english = textsOf(en)
  const chinese = textsOf(zhCN)

  it('are all there', () => {
    expect([...english.keys()].filter((key) => !chinese.has(key))).toEqual([])
  })

  it('hold none that English doesn’t have', () => {
    expect([...chinese.keys()].filter((key) => !english.has(key))).toEqual([])
  })

  it('fill in what the English ones fill in', () => {
    const others = [...chinese].filter(
      ([key, text]) => String(placeholders(text)) !== String(placeholders(english.get(key) ?? '')),
    )
    expect(others).toEqual([])
  })

  it('need one form only, and neither link nor carry markup', () => {
    expect([...chinese].filter(([, text]) => /\||@[.:]|<\/?\w/.test(text))).toEqual([])
  })

  it('leave nothing empty that isn’t empty in English', () => {
    const empty = [...chinese].filter(([key, text]) => text === '' && english.get(key) !== '')
    expect(empty).toEqual([])
  })
})

describe('the language to speak', () => {
  it.each([
    { chosen: 'zh-CN', system: ['en-GB'], spoken: 'zh-CN' },
    { chosen: 'en', system: ['zh-CN'], spoken: 'en' },
    { chosen: 'system', system: ['zh-CN', 'en'], spoken: 'zh-CN' },
    { chosen: 'system', system: ['zh-Hans-SG'], spoken: 'zh-CN' },
    { chosen: 'system', system: ['de-DE', 'zh-CN', 'en'], spoken: 'zh-CN' },
    { chosen: 'system', system: ['de-DE', 'fr'], spoken: 'en' },
    { chosen: 'system', system: [], spoken: 'en' },
  ] as const)('is $spoken for $chosen on a system of $system', ({ chosen, system, spoken }) => {
    expect(resolveLanguage(chosen, system)).toBe(spoken)
  })
})

describe('a switch of the language', () => {
  let desk: ReturnType<typeof installDesk>
  beforeEach(() => {
    desk = installDesk()
    freshStores()
    desk.settings.setPreferences.mockImplementation((chosen) => Promise.resolve(ok(chosen)))
  })

  const { t } = useText()
  const Screen = defineComponent(() => () => [
    h('p', t('frame.killLog')),
    h('p', formatInstant('2026-05-10T12:00:00Z', 'day')),
    h('p', formatAge('2026-05-10T12:00:00Z', Date.parse('2026-05-13T12:00:00Z'))),
  ])

  it('changes texts, dates and the page’s own language at once, and is kept', async () => {
    show(Screen)
    expect(pageText()).toContain('Kill log')
    await usePreferencesStore().change({ language: 'zh-CN' })
    await flushPromises()
    expect(pageText()).toContain('终止日志')
    expect(pageText()).toContain('2026年5月10日')
    expect(pageText()).toContain('3天前')
    expect(document.documentElement.lang).toBe('zh-CN')
    expect(componentLocale.value.code).toBe('zh-CN')
    expect(desk.settings.setPreferences).toHaveBeenCalledWith({
      language: 'zh-CN',
      theme: 'system',
    })
    await usePreferencesStore().change({ language: 'en' })
    await flushPromises()
    expect(pageText()).toContain('Kill log')
    expect(document.documentElement.lang).toBe('en')
  })

  it('ends with the last of two that follow each other closely', async () => {
    await Promise.all([speak('zh-CN'), speak('en')])
    expect(t('frame.killLog')).toBe('Kill log')
  })

  it('holds although it can’t be kept, and that is told', async () => {
    desk.settings.setPreferences.mockResolvedValue(failed({ code: 'file', message: 'disk full' }))
    await expect(usePreferencesStore().change({ language: 'zh-CN' })).rejects.toThrow('disk full')
    expect(t('frame.killLog')).toBe('终止日志')
  })

  it('starts in the language that was kept', async () => {
    desk.settings.preferences.mockResolvedValue(ok({ language: 'zh-CN', theme: 'dark' }))
    await usePreferencesStore().load()
    expect(t('frame.killLog')).toBe('终止日志')
    expect(usePreferencesStore().preferences.theme).toBe('dark')
  })

  it('is left alone when what was kept can’t be read', async () => {
    desk.settings.preferences.mockResolvedValue(failed({ code: 'file' }))
    await usePreferencesStore().load()
    expect(t('frame.killLog')).toBe('Kill log')
  })

  it('leaves every digit of a count', async () => {
    await speak('zh-CN')
    expect(formatCount(12_345_678_901_234_567_890n)).toBe('12,345,678,901,234,567,890')
  })

  it('says in Chinese what an error is and what to do, with the English words below', async () => {
    await speak('zh-CN')
    const error = deskError({ code: 'throttled', message: 'DDM asks to slow down.', hint: 'Wait.' })
    show(ErrorNotice, { props: { error } })
    const text = pageText()
    expect(text).toContain('请求过于频繁')
    expect(text).toContain('请等待一分钟后重试。')
    expect(document.querySelector('[lang=en]')?.textContent).toBe('DDM asks to slow down. Wait.')
  })
})

describe('the pseudo-language', () => {
  const texts = textsOf(pseudo(en))

  it('brackets every text and makes it longer, and keeps what is filled in', () => {
    const broken = [...textsOf(en)].filter(([key, text]) => {
      const stretched = texts.get(key) ?? ''
      if (text === '') return stretched !== ''
      const forms = stretched.split(' | ')
      return (
        forms.some((form) => !/^\[.*\]$/s.test(form)) ||
        stretched.length <= text.length + 2 ||
        String(placeholders(stretched)) !== String(placeholders(text))
      )
    })
    expect(broken).toEqual([])
  })

  it('is read by the same rules as every language', async () => {
    await speak('en-XA')
    const { t } = useText()
    expect(t('frame.databasesChosen', {}, 3)).toMatch(/^\[3 dátábášéš·+\]$/)
    const key: MessageKey = 'accounts.remove.title'
    expect(t(key, { name: 'Head office' })).toContain('Head office')
  })
})
