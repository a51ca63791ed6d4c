import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import {
  deleteProfile,
  launch,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'
import { addHeadOffice, newQuickProfile } from './support/tenant.ts'

const killRecords = 120_000
const day = 24 * 3_600_000
const patient = 120_000

let simulator: Simulator
let profileFolder: string
let desk: RunningApp
/** Pages of the kill log that are answered before the service falls silent. */
let pagesLeft = Infinity
const silent = new Set<() => void>()

/** Lets the service answer all that waits, and what comes. */
function speak(): void {
  pagesLeft = Infinity
  for (const release of silent) release()
  silent.clear()
}

beforeAll(async () => {
  simulator = await startSimulator({
    seed: 17,
    killRecords,
    beforeAnswer: async ({ service, url }) => {
      if (service !== 'ddm' || !url.includes('/processes-audit-log')) return
      pagesLeft -= 1
      if (pagesLeft < 0) await new Promise<void>((resolve) => silent.add(resolve))
    },
  })
  profileFolder = await newQuickProfile()
  desk = await launch({ profileFolder })
  await addHeadOffice(desk, simulator)
})
afterAll(async () => {
  speak()
  await desk.close()
  await simulator.close()
  await deleteProfile(profileFolder)
})

const main = (): Locator => desk.page.getByRole('main')
const asOf = (): Locator => desk.page.getByTestId('as-of')
const staleBadges = (): Locator => desk.page.getByTestId('stale-badge')
const press = (name: string | RegExp): Promise<void> => main().getByRole('button', { name }).click()

async function open(screen: string): Promise<void> {
  const { page } = desk
  await page.getByRole('navigation').getByRole('link', { name: screen, exact: true }).click()
  await page.getByRole('heading', { name: screen, level: 1 }).waitFor()
  await settled()
}

async function settled(): Promise<void> {
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

/** Chooses explicit bounds, as one types them. */
async function chooseRange(from: Date, to: Date): Promise<void> {
  const { page } = desk
  await page.getByRole('button', { name: /^Time range/ }).click()
  const text = (at: Date): string =>
    new Date(at.getTime() - zoneOffset(at)).toISOString().slice(0, 19)
  await page.getByLabel('From', { exact: true }).fill(text(from))
  await page.getByLabel('To', { exact: true }).fill(text(to))
  await page.getByRole('button', { name: 'Apply range' }).click()
}

/** Berlin's, where the window is; milliseconds west of UTC. */
function zoneOffset(at: Date): number {
  const wall = new Intl.DateTimeFormat('sv', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
  return Math.floor(at.getTime() / 1000) * 1000 - Date.parse(`${wall.replace(' ', 'T')}Z`)
}

async function choosePreset(preset: string): Promise<void> {
  await desk.page.getByRole('button', { name: /^Time range/ }).click()
  await desk.page.getByRole('button', { name: preset, exact: true }).click()
  await settled()
}

async function collected(): Promise<void> {
  await desk.page.getByTestId('collecting').waitFor({ state: 'detached', timeout: patient })
  await settled()
}

/** Pictures of the window as it is, in both themes and at both ends of its sizes. */
async function pictures(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(desk, theme)
    for (const [width, height] of [
      [1440, 900],
      [1024, 700],
    ] as const) {
      await resize(desk, width, height)
      await desk.page.waitForTimeout(400)
      const overflow = await desk.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      )
      expect(overflow).toBeLessThanOrEqual(0)
      await screenshot(desk, `archive-${name}-${theme}-${width}`)
    }
  }
}

const countLine = (count: number): Locator =>
  main().getByText(`${new Intl.NumberFormat('en').format(count)} records`, { exact: true })

describe('what the archive is for', { timeout: 5 * 60_000 }, () => {
  it('an earlier answer can be picked, is marked as such, and left again', async () => {
    for (const screen of ['Sessions', 'Risk', 'Analyses', 'Overview']) await open(screen)
    expect(await staleBadges().count()).toBe(0)
    await desk.page.waitForTimeout(1100)
    await press('Refresh')
    await settled()
    await main().getByRole('heading', { name: 'History of the project totals' }).waitFor()
    await pictures('trend')

    await press('Earlier answers')
    const options = desk.page.getByRole('option')
    await expect.poll(() => options.count()).toBe(2)
    await screenshot(desk, 'archive-earlier-menu')
    await options.last().click()
    const banner = desk.page.getByTestId('earlier-banner')
    await banner.waitFor()
    expect(await banner.textContent()).toMatch(/As of .*\d\d:\d\d:\d\d/)
    expect(await staleBadges().allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('Earlier answer')]),
    )
    await pictures('earlier')
    await press('Back to now')
    await banner.waitFor({ state: 'detached' })
    expect(await staleBadges().count()).toBe(0)
  })

  it('only the gaps of the kill log are collected, and what is missing can be seen', async () => {
    await open('Kill log')
    await choosePreset('Last 24 hours')
    await main().getByText('The archive has nothing of this range yet.').waitFor()
    await pictures('never')
    const now = Date.now()
    await chooseRange(new Date(now - 20 * day), new Date(now - 15 * day))
    await press('Collect log')
    await collected()
    await main().getByTestId('coverage').getByText('Complete', { exact: true }).waitFor()
    await chooseRange(new Date(now - 30 * day), new Date(now - 10 * day))
    await main().getByTestId('coverage').getByText('Incomplete', { exact: true }).waitFor()
    await settled()
    const stretches = await main()
      .locator('[data-covered]')
      .evaluateAll((parts) => parts.map((part) => part.getAttribute('data-covered')))
    const runs = stretches.filter((state, index) => state !== stretches[index - 1])
    // Days of which a part was collected lie between.
    expect(runs).toEqual(['missing', 'partial', 'complete', 'partial', 'missing'])
    await pictures('gaps')
    const missing = main().locator('[data-covered="missing"]')
    const before = await missing.count()
    await missing.first().click()
    await collected()
    await expect.poll(() => missing.count(), { timeout: 10_000 }).toBe(before - 1)
  })

  it('a collection can be paused, and is then offered to be resumed', async () => {
    pagesLeft = 120
    await press('Collect all again')
    await main()
      .getByText(/[1-9]\d* of \d+ windows asked/)
      .waitFor()
    await expect.poll(() => silent.size, { timeout: patient }).toBeGreaterThan(0)
    await pictures('collecting')
    await press('Pause')
    const offer = main().getByTestId('unfinished')
    await offer.getByText(/was paused/).waitFor({ timeout: patient })
    await pictures('paused')
    speak()
    await press('Dismiss')
    await offer.waitFor({ state: 'detached' })
  })

  it('a collection that was cut off goes on after the start, and doubles nothing', async () => {
    const now = Date.now()
    await chooseRange(new Date(now - 100 * day), new Date(now))
    pagesLeft = 300
    await press('Collect what is missing')
    await main()
      .getByText(/[1-9]\d* of \d+ windows asked/)
      .waitFor({ timeout: patient })
    await expect.poll(() => silent.size, { timeout: patient }).toBeGreaterThan(0)
    desk.app.process().kill('SIGKILL')
    speak()
    desk = await launch({ profileFolder })
    await open('Kill log')
    const offer = main().getByTestId('unfinished')
    await offer.getByText(/was interrupted.*days are stored/).waitFor()
    await pictures('interrupted')
    await press('Resume')
    await collected()
    await main().getByTestId('coverage').getByText('Complete', { exact: true }).waitFor()
    await countLine(killRecords).waitFor()
    expect(await offer.count()).toBe(0)
  })

  it('the log is scrolled to its very last row', async () => {
    const table = desk.page.getByTestId('kill-records')
    await table.scrollIntoViewIfNeeded()
    await table.focus()
    await desk.page.keyboard.press('End')
    const last = table.locator(`[role=row][aria-rowindex="${killRecords + 1}"]`)
    await last.getByRole('gridcell').first().waitFor()
    await expect.poll(() => last.textContent()).not.toContain('Loading')
    const [row, area] = [await last.boundingBox(), await table.boundingBox()]
    expect(Math.abs(row!.y + row!.height - (area!.y + area!.height))).toBeLessThan(2)
    await pictures('last-row')
    await desk.page.keyboard.press('PageUp')
    await last.waitFor({ state: 'detached' }).catch(() => undefined)

    await main().getByLabel('Filter records').fill('王芳')
    await main()
      .getByText(/^\s*[\d,]+ of 120,000 records match\s*$/)
      .waitFor()
    await main().getByLabel('Filter records').fill('')
    await countLine(killRecords).waitFor()
  })

  it('with the cloud gone every screen answers from the archive, and says how old it is', async () => {
    await desk.close()
    await simulator.close()
    desk = await launch({ profileFolder })
    for (const screen of ['Overview', 'Sessions', 'Risk', 'Analyses']) {
      await desk.page
        .getByRole('navigation')
        .getByRole('link', { name: screen, exact: true })
        .click()
      await staleBadges().first().waitFor({ timeout: patient })
      for (const badge of await staleBadges().allTextContents()) {
        expect(badge).toMatch(/From the archive, \d\d:\d\d (today|yesterday)/)
      }
      expect(await asOf().textContent()).toMatch(/As of/)
      expect(await main().getByRole('row').count()).toBeGreaterThan(1)
      expect(await staleBadges().count()).toBeGreaterThan(1)
      await pictures(`offline-${screen.toLowerCase()}`)
    }
    await desk.page.getByRole('navigation').getByRole('link', { name: 'Kill log' }).click()
    const now = Date.now()
    await chooseRange(new Date(now - 99 * day), new Date(now - day))
    await main().getByTestId('coverage').getByText('Complete', { exact: true }).waitFor()
    expect(await asOf().textContent()).toMatch(/As of/)
    await main()
      .getByText(/^\s*1\d\d,\d{3} records\s*$/)
      .waitFor()
    await pictures('offline-kill-log')
  })

  it('what the app did by itself is told quietly and stays until it is read', async () => {
    await desk.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      const tell = (kind: string, text: string): void =>
        window?.webContents.send('auditDesk:event:app.notice', { kind, text })
      tell('info', 'Head office: the kill logs of 3 instances were collected, 1,204 new records.')
      tell('warning', 'Branch: the kill log of ddm-orders-prod could not be collected.')
    })
    const notices = desk.page.getByTestId('notices')
    await notices.getByText('1,204 new records').waitFor()
    await pictures('notices')
    await notices.getByRole('button', { name: 'Dismiss all' }).click()
    await expect.poll(() => notices.textContent()).toBe('')
  })

  it('background collecting is off until it is wanted, and an archive outlives its account', async () => {
    await desk.page
      .getByRole('navigation')
      .getByRole('link', { name: 'Accounts', exact: true })
      .click()
    const menu = async (item: RegExp): Promise<Locator> => {
      await desk.page.getByRole('button', { name: /^More actions for Head office/ }).click()
      await desk.page.getByRole('menuitem', { name: item }).click()
      return desk.page.getByRole('dialog')
    }
    let dialog = await menu(/Edit/)
    const toggle = dialog.getByRole('switch')
    expect(await toggle.getAttribute('aria-checked')).toBe('false')
    await toggle.click()
    await pictures('edit')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })

    dialog = await menu(/Remove/)
    await dialog.getByTestId('archive').getByText('120,000 kill records').waitFor()
    await pictures('remove')
    await dialog.getByRole('button', { name: 'Remove account', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await addHeadOffice(desk, simulator)
    await open('Kill log')
    const now = Date.now()
    await chooseRange(new Date(now - 99 * day), new Date(now - day))
    await main().getByTestId('coverage').getByText('Complete', { exact: true }).waitFor()
  })

  it('never made the page complain', () => {
    expect(desk.complaints).toEqual([])
  })
})
