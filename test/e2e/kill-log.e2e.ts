import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerSaveDialog,
  deleteProfile,
  launch,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'
import { barriers } from './support/axe.ts'

let desk: RunningApp
beforeAll(async () => {
  desk = await launch({ args: ['--demo'] })
  await link('Kill log').click()
  await desk.page.getByRole('heading', { name: 'Kill log', level: 1 }).waitFor()
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
})

const main = () => desk.page.getByRole('main')
const link = (name: string) => desk.page.getByRole('navigation').getByRole('link', { name })
const grid = () => main().getByTestId('kill-records')
const drawer = () => desk.page.getByRole('dialog')
const soon = { timeout: 10_000 }
const chips = () => main().getByTestId('chip')
const slices = () => main().locator('[data-covered]')

async function settled(): Promise<void> {
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

async function choose(range: string): Promise<void> {
  await main()
    .getByRole('button', { name: /^Time range/ })
    .click()
  await desk.page.getByText(range, { exact: true }).click()
  await settled()
}

async function states(): Promise<string[]> {
  return slices().evaluateAll((parts) =>
    parts.map((part) => part.getAttribute('data-covered') ?? ''),
  )
}

async function whole(): Promise<void> {
  await main().getByTestId('collecting').waitFor({ state: 'detached' })
  await main().getByTestId('coverage').getByText('Complete', { exact: true }).waitFor()
  await settled()
}

/** How many records match, as the filter says. */
async function matching(): Promise<number> {
  const line = (await main().getByRole('search').getByRole('status').textContent()) ?? ''
  return Number(/[\d,]+/.exec(line)?.[0].replaceAll(',', ''))
}

const clipboard = () => desk.app.evaluate(({ clipboard: board }) => board.readText())

/** Presses Tab until this has the focus. */
async function tabTo(wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await desk.page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`)
}

describe('the kill log of a month', () => {
  it('shows each day that is missing, and collects just the day that is pressed', async () => {
    await choose('Last 30 days')
    await main().getByRole('button', { name: 'Collect log' }).waitFor()
    // A shorter one may have no record: at night few sessions are killed.
    await choose('Last 7 days')
    await main().getByRole('button', { name: 'Collect log' }).click()
    await whole()
    expect(new Set(await states())).toEqual(new Set(['complete']))
    await choose('Last 30 days')
    await expect.poll(async () => (await states()).length).toBeGreaterThan(29)
    const before = await states()
    expect(before).toContain('missing')
    await screenshot(desk, 'kill-log-gaps')
    await slices().nth(10).hover()
    await expect
      .poll(() => main().getByTestId('slice-text').textContent())
      .toMatch(/nothing stored.*Collect just this/)
    await slices().nth(10).click()
    await expect.poll(async () => (await states())[10], soon).toBe('complete')
    expect((await states())[9]).toBe('missing')
    await settled()
  })

  it('is collected whole by keyboard, day after day', async () => {
    const { keyboard } = desk.page
    await tabTo(main().locator('[data-covered][tabindex="0"]'))
    await keyboard.press('Home')
    await keyboard.press('Enter')
    await expect.poll(async () => (await states())[0], soon).toBe('complete')
    await settled()
    await tabTo(main().getByRole('button', { name: 'Collect what is missing' }))
    await keyboard.press('Enter')
    await whole()
    expect(new Set(await states())).toEqual(new Set(['complete']))
  })

  it('says the same in a table', async () => {
    await main().getByRole('button', { name: 'Show coverage as table' }).click()
    const rows = main().getByRole('table', { name: 'Coverage' }).getByRole('row')
    expect(await rows.count()).toBe(2)
    expect(await rows.nth(1).textContent()).toContain('Complete')
    await main().getByRole('button', { name: 'Show coverage as picture' }).click()
  })

  it('is narrowed down by what is pressed in its pictures, and saved as it is shown', async () => {
    const all = await matching()
    await main().getByRole('button', { name: 'Show as table' }).nth(1).click()
    await main().getByRole('button', { name: '王芳', exact: true }).click()
    await expect.poll(() => chips().allTextContents()).toEqual([expect.stringContaining('王芳')])
    await settled()
    const ofOperator = await matching()
    expect(ofOperator).toBeGreaterThan(0)
    expect(ofOperator).toBeLessThan(all)
    await main().getByRole('button', { name: 'Show as chart' }).click()
    // The darkest hour of the picture: the first with a number, pressed in its table.
    await main().getByRole('button', { name: 'Show as table' }).first().click()
    await main().getByRole('button', { name: 'Only Monday' }).click()
    await expect.poll(() => chips().count()).toBe(2)
    await settled()
    const onMondays = await matching()
    expect(onMondays).toBeLessThan(ofOperator)
    await screenshot(desk, 'kill-log-narrowed')
    // Each restriction is a step that back undoes.
    await desk.page.keyboard.press('Alt+ArrowLeft')
    await expect.poll(() => chips().count()).toBe(1)
    await expect.poll(matching).toBe(ofOperator)
    await desk.page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => chips().count()).toBe(2)
    await expect.poll(matching).toBe(onMondays)
    const folder = await mkdtemp(join(tmpdir(), 'audit-desk-csv-'))
    const path = join(folder, 'mondays.csv')
    const proposed = await answerSaveDialog(desk, path)
    await main().getByRole('button', { name: 'Save as CSV…' }).click()
    await main().getByTestId('saved').waitFor()
    expect(await proposed()).toMatch(/^demo_kill-log_lanhai-logistics_ddm-/)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\r\n').slice(1)
    expect(lines).toHaveLength(onMondays)
    for (const line of lines) {
      expect(line).toContain('王芳')
      expect(line).toContain('demo data, not evidence')
      const at = new Date(line.split(',')[1] ?? '')
      expect(at.toLocaleDateString('en', { weekday: 'short', timeZone: 'Europe/Berlin' })).toBe(
        'Mon',
      )
    }
    await main().getByRole('button', { name: 'Show as chart' }).click()
    await main().getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(matching).toBe(all)
  })

  it('names what is typed in its address, and leaves the typist in the field', async () => {
    const all = await matching()
    const field = main().getByRole('searchbox', { name: 'Filter' })
    await field.pressSequentially('王', { delay: 20 })
    await expect.poll(() => decodeURIComponent(desk.page.url())).toContain('filter=王&')
    await expect.poll(matching).toBeLessThan(all)
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
    await field.pressSequentially('芳')
    await expect.poll(() => decodeURIComponent(desk.page.url())).toContain('filter=王芳&')
    await expect.poll(() => field.inputValue()).toBe('王芳')
    await main().getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(matching).toBe(all)
    expect(await field.inputValue()).toBe('')
  })

  it('is narrowed down by pressing a bar', async () => {
    const bars = main().getByRole('img', { name: /^Bars/ }).first()
    await bars.scrollIntoViewIfNeeded()
    await desk.page.waitForTimeout(400)
    const box = await bars.boundingBox()
    if (box === null) throw new Error('There are no bars')
    await bars.click({ position: { x: box.width / 3, y: 18 } })
    await expect.poll(() => chips().count()).toBe(1)
    await settled()
    const [operator] = await chips().allTextContents()
    expect(await grid().getByRole('row').nth(1).textContent()).toContain(
      operator?.replace(/^\s*Operator:\s*/, '').trim(),
    )
    await chips().getByRole('button').click()
    await expect.poll(() => chips().count()).toBe(0)
  })

  it('is gone through, copied and opened by keyboard alone', async () => {
    const { keyboard } = desk.page
    await main().getByLabel('Filter records').focus()
    await tabTo(grid())
    await keyboard.press('ArrowDown')
    await keyboard.press('Shift+ArrowDown')
    await keyboard.press('Shift+ArrowDown')
    expect(await grid().locator('[aria-selected="true"]').count()).toBe(3)
    await keyboard.press('Control+c')
    await expect.poll(async () => (await clipboard()).split('\n').length).toBe(4)
    expect((await clipboard()).split('\n')[0]).toBe('Time\tProcess id\tOperator\tInstance')
    await keyboard.press('End')
    await keyboard.press('ArrowRight')
    await keyboard.press('Control+Shift+c')
    await expect.poll(clipboard).toMatch(/^\d+$/)
    await screenshot(desk, 'kill-log-keyboard')
    await keyboard.press('Home')
    await keyboard.press('Enter')
    await drawer()
      .getByText(/^Record 1 of/)
      .waitFor()
    await drawer().getByTestId('raw').waitFor()
    const first = await drawer().getByTestId('raw').textContent()
    expect(first).toMatch(/^\{.*"process_id":.*\}$/s)
    await keyboard.press('ArrowDown')
    await drawer()
      .getByText(/^Record 2 of/)
      .waitFor()
    await expect.poll(() => drawer().getByTestId('raw').textContent()).not.toBe(first)
    await keyboard.press('Escape')
    await drawer().waitFor({ state: 'detached' })
    await expect
      .poll(() => grid().evaluate((element) => element === document.activeElement))
      .toBe(true)
    expect(await grid().locator('[aria-selected="true"]').getAttribute('aria-rowindex')).toBe('3')
  })

  it('shows the columns that are chosen, and remembers them', async () => {
    await main().getByRole('button', { name: 'Columns' }).click()
    await desk.page.getByRole('menuitemcheckbox', { name: 'Time as sent' }).click()
    await desk.page.getByRole('menuitemcheckbox', { name: 'Instance id' }).click()
    await desk.page.keyboard.press('Escape')
    await desk.page.reload()
    await main().getByTestId('kill-records').waitFor()
    await settled()
    expect(await grid().getByRole('columnheader').allTextContents()).toEqual([
      'Time',
      'Time as sent',
      'Process id',
      'Operator',
      'Instance',
      'Instance id',
      'Show record',
    ])
    await main().getByRole('button', { name: 'Columns' }).click()
    await desk.page.getByRole('menuitemcheckbox', { name: 'Time as sent' }).click()
    await desk.page.getByRole('menuitemcheckbox', { name: 'Instance id' }).click()
    await desk.page.keyboard.press('Escape')
  })

  it('can be read at the length of a year', async () => {
    await main()
      .getByRole('button', { name: /^Time range/ })
      .click()
    const dialog = desk.page.getByRole('dialog')
    const from = new Date(Date.now() - 364 * 86_400_000).toISOString().slice(0, 16)
    await dialog.getByLabel('From').fill(from)
    await dialog.getByRole('button', { name: /apply/i }).click()
    await expect.poll(async () => (await states()).length).toBeGreaterThan(300)
    await settled()
    await screenshot(desk, 'kill-log-year')
    await choose('Last 30 days')
  })

  it.each([
    { theme: 'light', width: 1440, height: 900 },
    { theme: 'dark', width: 1440, height: 900 },
    { theme: 'light', width: 1024, height: 700 },
    { theme: 'dark', width: 1024, height: 700 },
  ] as const)('is whole and without barriers, $theme at $width×$height', async (look) => {
    const { theme, width, height } = look
    await setTheme(desk, theme)
    await resize(desk, width, height)
    await main().getByTestId('coverage').scrollIntoViewIfNeeded()
    await desk.page.waitForTimeout(700)
    const name = `kill-log-${theme}-${width}`
    await screenshot(desk, `${name}-top`)
    expect(await barriers(desk.page, 'main')).toEqual([])
    await grid().scrollIntoViewIfNeeded()
    await grid().getByRole('row').nth(3).dblclick()
    await drawer().getByTestId('raw').waitFor()
    await desk.page.waitForTimeout(400)
    await screenshot(desk, `${name}-record`)
    expect(await barriers(desk.page, '[role="dialog"]')).toEqual([])
    await desk.page.keyboard.press('Escape')
    await drawer().waitFor({ state: 'detached' })
    await screenshot(desk, `${name}-rows`)
    expect(
      await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0)
  })

  it('never made the page complain', () => {
    expect(desk.complaints).toEqual([])
  })
})
