import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditDeskBridge } from '../../src/shared/contract/index.ts'
import { barriers } from './support/axe.ts'
import {
  deleteProfile,
  launch,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'

let desk: RunningApp
beforeAll(async () => {
  desk = await launch({ args: ['--demo'] })
  await desk.page.getByTestId('account-name').waitFor()
  await show('kill-log')
  await collect()
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
})

/** Every screen, by the path that leads to it. */
const screens = [
  ...['', 'all-accounts', 'sessions', 'risk', 'analyses', 'kill-log', 'reports', 'accounts'],
  'settings',
] as const
type Screen = (typeof screens)[number]

async function show(screen: Screen): Promise<void> {
  const { page } = desk
  await page.evaluate((path) => {
    location.hash = `#/${path}`
  }, screen)
  await page.waitForFunction((path) => location.hash.split('?')[0] === `#/${path}`, screen)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

/** Collects the shown part of the kill log, while the window still speaks English. */
async function collect(): Promise<void> {
  const { page } = desk
  await page.getByRole('button', { name: 'Collect log' }).click()
  // It may be over before anybody can look, so what it brings is waited for.
  await page.getByLabel('Filter records').waitFor()
  await page.getByTestId('collecting').waitFor({ state: 'detached' })
}

/** As Settings does it, without going there. */
async function speak(language: 'en' | 'zh-CN'): Promise<void> {
  const { page } = desk
  const failure = await page.evaluate(async (chosen) => {
    const { auditDesk } = window as unknown as { auditDesk: AuditDeskBridge }
    const now = await auditDesk.settings.preferences({})
    if (!now.ok) return now.error.message
    const set = await auditDesk.settings.setPreferences({ ...now.value, language: chosen })
    return set.ok ? null : set.error.message
  }, language)
  expect(failure).toBeNull()
  await page.reload()
  await page.getByTestId('account-name').waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
}

describe.each([
  { theme: 'light', language: 'en', width: 1440, height: 900 },
  { theme: 'dark', language: 'en', width: 1024, height: 700 },
  { theme: 'dark', language: 'zh-CN', width: 1440, height: 900 },
  { theme: 'light', language: 'zh-CN', width: 1024, height: 700 },
] as const)('$theme, $language, $width×$height', ({ theme, language, width, height }) => {
  beforeAll(async () => {
    await resize(desk, width, height)
    await speak(language)
    // After the reload, for a page that starts takes the theme that was chosen for good.
    await setTheme(desk, theme)
  })

  it.each(screens)('/%s is whole, and nobody is shut out', async (screen) => {
    await show(screen)
    // Pictures are drawn with an animation.
    await desk.page.waitForTimeout(600)
    const name = screen === '' ? 'overview' : screen
    await screenshot(desk, `${name}-${theme}-${language}-${String(width)}`)
    const overflow = await desk.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await pointAtButton(`${name}-pointed-${theme}-${language}`)
    expect(await barriers(desk.page)).toEqual([])
    if (language === 'zh-CN') expect(await leftInEnglish()).toEqual([])
  })
})

/** Lays the pointer on the screen's main button, if there is one: what is on it must be readable then. */
async function pointAtButton(picture: string): Promise<void> {
  const button = desk.page.locator('button.bg-primary:enabled').first()
  if (!(await button.isVisible())) return
  await button.hover()
  await desk.page.waitForTimeout(300)
  await screenshot(desk, picture)
}

/** Sentences of ours that stand there in English where all is to be Chinese. */
async function leftInEnglish(): Promise<string[]> {
  const labels = await desk.page.evaluate(() =>
    [...document.querySelectorAll('button, a, h1, h2, h3, label, th, [role=tab]')].map((element) =>
      element.textContent.trim(),
    ),
  )
  // Names that the service gave have no spaces between lower-case words.
  return labels.filter((label) => /^[A-Z]?[a-z]+( [a-z]+)+$/.test(label))
}

it('The page never complained', () => {
  expect(desk.complaints).toEqual([])
})
