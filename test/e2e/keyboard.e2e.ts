import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOpenDialog } from './support/account-screen.ts'
import { answerSaveDialog, deleteProfile, launch, type RunningApp } from './support/app.ts'

let desk: RunningApp
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-desk-keyboard-'))
  desk = await launch()
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
  await rm(folder, { recursive: true, force: true })
})

const press = (key: string) => desk.page.keyboard.press(key)

/** What has the focus, as a screen reader would name it. */
function focused(): Promise<string> {
  return desk.page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return ''
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null
    const name = element.getAttribute('aria-label') ?? label ?? element.textContent
    return name.replaceAll(/\s+/g, ' ').trim()
  })
}

/**
 * Goes on with Tab until what has the focus is named so.
 * @returns how many times Tab was pressed
 */
async function tabTo(name: RegExp): Promise<number> {
  const passed: string[] = []
  for (let presses = 1; presses <= 200; presses += 1) {
    await press('Tab')
    const now = await focused()
    if (name.test(now)) {
      expect(await isFocusVisible(), `the focus on ${now}`).toBe(true)
      return presses
    }
    passed.push(now.slice(0, 40))
  }
  throw new Error(`Tab never came to ${String(name)}, only to: ${passed.join(' · ')}`)
}

/** Whether who looks can tell what has the focus. */
function isFocusVisible(): Promise<boolean> {
  return desk.page.evaluate(() => {
    const element = document.activeElement
    if (element === null) return false
    const rings = [element, element.parentElement, element.nextElementSibling]
    return rings.some((some) => {
      if (some === null) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(some)
      const outlined = outlineStyle !== 'none' && outlineWidth !== '0px'
      return outlined || (boxShadow !== 'none' && boxShadow !== '')
    })
  })
}

/** Opens a screen by the palette. */
async function goTo(letters: string, heading: string): Promise<void> {
  const { page } = desk
  await press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(letters)
  await page.getByRole('option').first().waitFor()
  await press('Enter')
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

describe('Without a mouse an auditor', () => {
  it('starts with the demo tenant', async () => {
    await desk.page.getByRole('button', { name: 'Explore the demo tenant' }).waitFor()
    await tabTo(/^Explore the demo tenant$/)
    await press('Enter')
    await desk.page.getByTestId('account-name').waitFor()
  })

  it('collects a kill log, filters it and saves what is shown', async () => {
    const { page } = desk
    await goTo('kill log', 'Kill log')
    await tabTo(/^Collect log$/)
    await press('Enter')
    // It may be over before anybody can look, so what it brings is waited for.
    await page.getByLabel('Filter records').waitFor()
    await page.getByTestId('collecting').waitFor({ state: 'detached' })
    await tabTo(/^Filter records$/)
    await page.keyboard.type('ops')
    const path = join(folder, 'kill-log.csv')
    await answerSaveDialog(desk, path)
    await tabTo(/^Save as CSV…$/)
    await press('Enter')
    await page.getByTestId('saved').waitFor()
    expect((await readFile(path, 'utf8')).startsWith('\uFEFFexecute_time,')).toBe(true)
  })

  it('makes a report, and verifies it', async () => {
    const { page } = desk
    await answerOpenDialog(desk, folder)
    await goTo('reports', 'Reports')
    await page.getByTestId('would-be').waitFor()
    await expect
      .poll(() => page.getByRole('button', { name: 'Create report …' }).isEnabled())
      .toBe(true)
    await tabTo(/^Create report …$/)
    await press('Enter')
    await page.getByTestId('created').waitFor({ timeout: 60_000 })
    const made = (await readdir(folder)).filter((name) => !name.endsWith('.csv'))
    expect(made).toHaveLength(1)
    expect(await readdir(join(folder, made[0] ?? ''))).toContain('SHA256SUMS')
  })

  it('switches to another account and back', async () => {
    const name = () => desk.page.getByTestId('account-name').textContent()
    const first = await name()
    await press('Control+2')
    await expect.poll(name).not.toBe(first)
    await press('Control+1')
    await expect.poll(name).toBe(first)
  })
})
