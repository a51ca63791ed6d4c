import { mkdtemp, readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerSaveDialog, deleteProfile, launch, type RunningApp } from './support/app.ts'

let desk: RunningApp
beforeAll(async () => {
  desk = await launch({ args: ['--demo'] })
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
})

const screens = ['Overview', 'Sessions', 'Risk', 'Analyses', 'Kill log', 'Accounts'] as const

async function open(screen: (typeof screens)[number]): Promise<void> {
  const { page } = desk
  await page.getByRole('navigation').getByRole('link', { name: screen, exact: true }).click()
  await page.getByRole('heading', { name: screen, level: 1 }).waitFor()
  await settled()
}

/** Waits until no panel is loading any more. */
async function settled(): Promise<void> {
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

const main = () => desk.page.getByRole('main')
const accountName = () => desk.page.getByTestId('account-name').textContent()

describe('an auditor on the demo tenant', () => {
  it('is told on every screen that it is a demo, and whose data is shown', async () => {
    const first = await accountName()
    for (const screen of screens) {
      await open(screen)
      expect(await accountName()).toBe(first)
      expect(await main().getByText('Demo', { exact: true }).count()).toBeGreaterThan(0)
    }
  })

  it('reads the audit summary', async () => {
    await open('Overview')
    const text = (await main().textContent()) ?? ''
    expect(text).toContain('Statements')
    expect(text).toContain('DBSS-core-orders')
    expect(text).toContain('仓储审计-华北')
    expect(text).toMatch(/As of \d\d:\d\d:\d\d/)
    expect(await main().locator('canvas, svg').count()).toBeGreaterThan(0)
  })

  it('reads the sessions per database user', async () => {
    await open('Sessions')
    const rows = main().getByRole('table').last().getByRole('row')
    expect(await rows.count()).toBeGreaterThan(5)
    const text = (await main().textContent()) ?? ''
    expect(text).toContain('backup_agent')
    // Text of the service stays text.
    expect(await main().locator('img').count()).toBe(0)
  })

  it('reads when risky operations happened', async () => {
    await open('Risk')
    expect(await desk.page.getByTestId('trend-status').textContent()).toContain('Finished')
    expect(await main().getByRole('table').last().getByRole('row').count()).toBeGreaterThan(5)
  })

  it('reads which analyses exist and how old they are', async () => {
    await open('Analyses')
    const matrix = main().getByRole('table').first()
    expect(await matrix.getByRole('columnheader').count()).toBe(8)
    expect(await matrix.textContent()).toMatch(/\d+ (minute|hour|day|month)/)
  })

  it('collects the kill log of a month, filters it and saves exactly what is shown', async () => {
    await open('Kill log')
    const { page } = desk
    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByText('Last 30 days', { exact: true }).click()
    await page.getByRole('button', { name: 'Collect log' }).click()
    const coverage = page.getByTestId('coverage')
    await coverage.getByText('Complete', { exact: true }).waitFor()
    const countLine = main().getByText(/^\s*[\d,]+ records\s*$/)
    await countLine.waitFor()
    const all = Number((await countLine.textContent())?.replaceAll(/\D/g, ''))
    expect(all).toBeGreaterThan(1000)

    const folder = await mkdtemp(join(tmpdir(), 'audit-desk-csv-'))
    const path = join(folder, 'kill-log.csv')
    const proposed = await answerSaveDialog(desk, path)
    await page.getByRole('button', { name: 'Save as CSV…' }).click()
    await page.getByTestId('saved').waitFor()
    expect(await proposed()).toMatch(
      /^demo_kill-log_lanhai-logistics_ddm-orders-prod_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.csv$/,
    )
    const csv = await readFile(path, 'utf8')
    expect(csv.startsWith('\uFEFFexecute_time,')).toBe(true)
    expect(csv.trimEnd().split('\r\n')).toHaveLength(all + 1)
    // A name that a spreadsheet would run as a formula is there, and can't run.
    expect(csv).toContain(`'=cmd|`)
    expect(csv).not.toMatch(/(^|,)"?=cmd/m)

    await page.getByLabel('Filter records').fill('王芳')
    await main()
      .getByText(/of [\d,]+ records match/)
      .waitFor()
    const line =
      (await main()
        .getByText(/of [\d,]+ records match/)
        .textContent()) ?? ''
    const matching = Number(/([\d,]+) of/.exec(line)?.[1]?.replaceAll(',', ''))
    await page.getByRole('button', { name: 'Save as CSV…' }).click()
    await expect
      .poll(async () => (await readFile(path, 'utf8')).trimEnd().split('\r\n').length)
      .toBe(matching + 1)
    const operators = (await readFile(path, 'utf8')).trimEnd().split('\r\n').slice(1)
    expect(operators.every((row) => row.includes('王芳'))).toBe(true)
    expect(await readdir(folder)).toEqual(['kill-log.csv'])
  })

  it('switches to a second account by keyboard and sees only its data', async () => {
    await open('Overview')
    const first = await accountName()
    await desk.page.keyboard.press('Control+2')
    await expect.poll(accountName).not.toBe(first)
    await settled()
    await expect.poll(() => main().textContent()).not.toContain('DBSS-core-orders')
    expect((await main().textContent())?.length).toBeGreaterThan(200)
    await open('Kill log')
    expect(await main().textContent()).not.toContain('ddm-orders-prod')
    await desk.page.keyboard.press('Control+1')
    await expect.poll(accountName).toBe(first)
  })

  it('never made the page complain', () => {
    expect(desk.complaints).toEqual([])
  })
})
