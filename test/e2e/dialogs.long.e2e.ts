import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteProfile, launch, screenshot, setTheme, type RunningApp } from './support/app.ts'
import { barriers } from './support/axe.ts'

let desk: RunningApp
beforeAll(async () => {
  desk = await launch({ args: ['--demo'] })
  desk.page.setDefaultTimeout(10_000)
  await desk.page.getByTestId('account-name').waitFor()
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
})

const button = (name: RegExp): Locator => desk.page.getByRole('button', { name }).first()
const moreActions = async (item: RegExp): Promise<void> => {
  await button(/^More actions for/).click()
  await desk.page.getByRole('menuitem', { name: item }).click()
}

/** How each is opened, and the screen it is opened from. */
const dialogs: Readonly<Record<string, { on: string; open: () => Promise<void> }>> = {
  palette: { on: '', open: () => desk.page.keyboard.press('Control+k') },
  switcher: { on: '', open: () => desk.page.getByTestId('account-switcher').click() },
  'time-range': { on: 'sessions', open: () => button(/^Time range/).click() },
  'analyse-again': { on: 'risk', open: () => button(/^Analyse again/).click() },
  'save-preset': { on: 'reports', open: () => button(/^Save as preset/).click() },
  'replace-key': {
    on: 'reports',
    open: async () => {
      await desk.page.getByRole('tab', { name: 'Signing key' }).click()
      await button(/^Replace key/).click()
    },
  },
  'add-account': { on: 'accounts', open: () => button(/^Add account/).click() },
  'test-connection': { on: 'accounts', open: () => button(/^Test/).click() },
  'edit-account': { on: 'accounts', open: () => moreActions(/^Edit/) },
  'remove-account': { on: 'accounts', open: () => moreActions(/^Remove/) },
  reset: { on: 'settings', open: () => button(/^Reset/).click() },
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  beforeAll(() => setTheme(desk, theme))

  it.each(Object.keys(dialogs))('%s shuts nobody out, and closes by key', async (name) => {
    const { page } = desk
    const { on, open } = dialogs[name]!
    await page.evaluate((path) => {
      location.hash = `#/${path}`
    }, on)
    await page.waitForFunction((path) => location.hash.split('?')[0] === `#/${path}`, on)
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
    await open()
    const dialog = page.getByRole('dialog').first()
    await dialog.waitFor()
    // It comes up with an animation, and text that is half there has half its contrast.
    await page.waitForTimeout(600)
    await screenshot(desk, `dialog-${name}-${theme}`)
    const found = await barriers(page)
    // What was typed is not lost to a key pressed by mistake.
    if (name === 'add-account') await dialog.getByRole('button', { name: 'Cancel' }).press('Enter')
    else await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(found).toEqual([])
  })
})
