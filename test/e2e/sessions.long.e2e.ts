import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { speak } from './support/language.ts'

let desk: RunningApp
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-desk-rows-'))
  desk = await launch({ args: ['--demo'] })
  await desk.page.getByTestId('account-name').waitFor()
  await resize(desk, 1440, 900)
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
  await rm(folder, { recursive: true, force: true })
})

const main = () => desk.page.getByRole('main')

async function show(screen: 'sessions' | 'analyses'): Promise<void> {
  await desk.page.evaluate((path) => {
    location.hash = `#/${path}`
  }, screen)
  await desk.page.waitForFunction((path) => location.hash.split('?')[0] === `#/${path}`, screen)
  await desk.page.getByRole('heading', { level: 1 }).waitFor()
  await settled()
}

async function settled(): Promise<void> {
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

async function press(name: string | RegExp): Promise<void> {
  await main().getByRole('button', { name, exact: true }).first().click()
  await settled()
}

/** The saved file, without its mark; lines of cells that hold no comma. */
async function savedRows(path: string): Promise<string[][]> {
  const text = await readFile(path, 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  const lines = text.slice(1).trimEnd().split('\r\n')
  return lines.map((line) => line.split(','))
}

/** Pictures are drawn with an animation. */
async function picture(name: string): Promise<void> {
  await desk.page.waitForTimeout(600)
  await screenshot(desk, name)
}

const looks = [
  { theme: 'light', language: 'en', width: 1440, height: 900 },
  { theme: 'dark', language: 'en', width: 1024, height: 700 },
  { theme: 'dark', language: 'zh-CN', width: 1440, height: 900 },
  { theme: 'light', language: 'zh-CN', width: 1024, height: 700 },
] as const

describe('an auditor who asks who holds the sessions', () => {
  beforeAll(async () => {
    await show('sessions')
  })

  it('sees the largest by themselves and the rest as one, in three pictures', async () => {
    await press('Top 5')
    for (const what of ['By user', 'By database', 'User × database']) {
      await press(what)
      expect(await main().locator('canvas').count()).toBeGreaterThan(0)
    }
    await press('By user')
    await press('Show as table')
    const totals = (await main().textContent()) ?? ''
    expect(totals).toContain('backup_agent')
    await press('Show as chart')
  })

  it('saves the rows as filtered, marked as a demo', async () => {
    const path = join(folder, 'sessions.csv')
    const proposed = await answerSaveDialog(desk, path)
    await main().getByLabel('Filter rows').fill('backup')
    const shown = await main().getByRole('table').last().locator('tbody tr').count()
    expect(shown).toBeGreaterThan(0)
    await press('Save as CSV…')
    await desk.page
      .getByText(/rows? saved/)
      .first()
      .waitFor()
    expect(await proposed()).toMatch(/^demo_sessions_lanhai-logistics_[^_]+_\d{4}-\d\d-\d\d\.csv$/)
    const [head, ...rows] = await savedRows(path)
    expect(head).toEqual([
      ...['account_name', 'region', 'project_id'],
      ...['database_id', 'database_name', 'database_ip', 'database_user'],
      ...['sessions', 'share_percent', 'as_of', 'notes'],
    ])
    expect(rows).toHaveLength(shown)
    for (const row of rows) expect(row.join()).toMatch(/backup.*Demo data.*Only rows that contain/)
    await main().getByLabel('Filter rows').fill('')
  })

  it('compares with the previous period, and with another range', async () => {
    await press('Compare')
    await desk.page.getByTestId('period-before').getByTestId('period').waitFor()
    expect(await desk.page.getByTestId('period-before').textContent()).toContain(
      'sent to the service in UTC',
    )
    await press('Difference')
    expect(await main().locator('canvas').count()).toBe(1)
    const cells = main().getByRole('table').last().locator('tbody tr td:last-child')
    expect((await cells.allTextContents()).join(' ')).toMatch(/[+-]\d+\.\d%|New|Gone/)
    await press('Another range')
    await desk.page
      .getByTestId('comparison')
      .getByRole('button', { name: /^Time range/ })
      .click()
    await desk.page.getByText('Last 7 days', { exact: true }).click()
    await settled()
    expect(await main().textContent()).toContain('not equally long')
    await press('Previous period')
  })

  it('saves the comparison with the counts of both periods', async () => {
    const path = join(folder, 'comparison.csv')
    await answerSaveDialog(desk, path)
    await press('Save as CSV…')
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('sessions_compared')
    const [, ...rows] = await savedRows(path)
    expect(rows.length).toBeGreaterThan(5)
    for (const row of rows) {
      const [now, before, difference] = row.slice(7, 10).map(Number)
      expect(difference).toBe((now ?? NaN) - (before ?? NaN))
    }
  })

  it('keeps what it looks at while another screen is shown', async () => {
    await show('analyses')
    await show('sessions')
    expect(await desk.page.getByTestId('comparison').count()).toBe(1)
  })
})

describe('an auditor who asks how old the analyses are', () => {
  it('opens a trend of a database from its cell', async () => {
    await show('analyses')
    const cell = desk.page.getByTestId('matrix').getByRole('link').first()
    const name = (await cell.getAttribute('aria-label')) ?? ''
    expect(name).toMatch(/Open the trend$/)
    await cell.click()
    await desk.page.waitForFunction(() => location.hash.startsWith('#/risk'))
    expect(await desk.page.evaluate(() => location.hash)).toMatch(/[?&]trend=[a-z-]+/)
    expect(await desk.page.evaluate(() => location.hash)).toMatch(/[?&]database=/)
    await settled()
  })

  it('sorts by age and narrows to what is stale', async () => {
    await show('analyses')
    await press('Oldest')
    await press('With stale ones')
    const stale = desk.page.getByTestId('matrix').locator('[data-freshness="stale"]')
    expect(await stale.count()).toBeGreaterThan(0)
    await press('All')
  })

  it('saves the matrix', async () => {
    const path = join(folder, 'matrix.csv')
    const proposed = await answerSaveDialog(desk, path)
    await press('Save as CSV…')
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('risk_generated_at')
    expect(await proposed()).toMatch(/^demo_analysis-ages_/)
  })
})

describe.each(looks)('$theme, $language, $width×$height', ({ theme, language, width, height }) => {
  const name = (what: string) => `${what}-${theme}-${language}-${String(width)}`
  const say = (en: string, zh: string) => (language === 'en' ? en : zh)

  beforeAll(async () => {
    await resize(desk, width, height)
    await speak(desk, language)
    await setTheme(desk, theme)
    // A message in the corner would lie over what is looked at.
    await desk.page.locator('li[data-swipe-direction]').waitFor({ state: 'detached' })
  })

  it('the sessions are whole in every picture, and nobody is shut out', async () => {
    await show('sessions')
    const pictures = [
      ['user', say('By user', '按用户')],
      ['database', say('By database', '按数据库')],
      ['map', say('User × database', '用户 × 数据库')],
    ] as const
    for (const [what, label] of pictures) {
      await press(label)
      await picture(name(`sessions-${what}`))
    }
    expect(await barriers(desk.page, 'main')).toEqual([])
    await press(say('Compare', '对比'))
    await desk.page.getByTestId('period-before').getByTestId('period').waitFor()
    for (const [what, label] of pictures) {
      await press(label)
      await press(say('Side by side', '并列'))
      await picture(name(`compared-${what}`))
      await press(say('Difference', '差值'))
      await picture(name(`difference-${what}`))
    }
    await main().getByRole('table').last().scrollIntoViewIfNeeded()
    await picture(name('compared-rows'))
    expect(await barriers(desk.page, 'main')).toEqual([])
    const overflow = await desk.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  })

  it('the analyses are whole, and nobody is shut out', async () => {
    await show('analyses')
    await picture(name('analyses-matrix'))
    expect(await barriers(desk.page, 'main')).toEqual([])
  })
})

it('The page never complained', () => {
  expect(desk.complaints).toEqual([])
})
