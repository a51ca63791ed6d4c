import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trendTypes } from '../../src/shared/model/trend.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import {
  answerSaveDialog,
  deleteProfile,
  launch,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'
import { addHeadOffice, newQuickProfile } from './support/tenant.ts'

const patient = 120_000
const sizes = [
  [1024, 700],
  [1440, 900],
] as const

let simulator: Simulator
let profileFolder: string
let desk: RunningApp

beforeAll(async () => {
  simulator = await startSimulator({ seed: 17 })
  profileFolder = await newQuickProfile()
  desk = await launch({ profileFolder })
  await addHeadOffice(desk, simulator)
})
afterAll(async () => {
  await desk.close()
  await simulator.close()
  await deleteProfile(profileFolder)
})

async function openTrend(type: string, database = 'all', range = 'DAY'): Promise<void> {
  const query = new URLSearchParams({ trend: type, database, range }).toString()
  await desk.page.evaluate((place) => {
    window.location.hash = place
  }, `#/risk?${query}`)
}

async function inEverySize(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(desk, theme)
    for (const [width, height] of sizes) {
      await resize(desk, width, height)
      // The picture follows the window after a frame or two.
      await desk.page.waitForTimeout(500)
      await screenshot(desk, `${name}-${width}-${theme}`)
    }
  }
}

/** The ids of the databases of the instance that is shown, as the service lists them. */
async function databases(): Promise<string[]> {
  return desk.page.evaluate(async () => {
    const { auditDesk } = window
    const accounts = await auditDesk.accounts.list({})
    const accountId = accounts.ok ? accounts.value.selected : null
    if (accountId === null) throw new Error('no account')
    const instances = await auditDesk.audit.instances({ accountId })
    const instanceId = instances.ok ? instances.value.data[0]?.id : undefined
    if (instanceId === undefined) throw new Error('no instance')
    const listed = await auditDesk.audit.databases({ accountId, instanceId })
    return listed.ok ? listed.value.data.map(({ id }) => String(id)) : []
  })
}

const shownPart = () => desk.page.getByTestId('zoomed-to').textContent()
const points = () => desk.page.getByRole('table', { name: 'Points', exact: true })
const renewal = (state: string) => desk.page.locator(`[data-renewal="${state}"]`)

async function analyseAgain(): Promise<void> {
  const { page } = desk
  await page.getByRole('button', { name: 'Analyse again…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('That changes what it keeps').waitFor()
  await dialog.getByRole('button', { name: 'Analyse again', exact: true }).click()
}

describe('the trends', () => {
  it('show each type, in both themes and sizes', { timeout: patient }, async () => {
    const { page } = desk
    await resize(desk, 1440, 900)
    for (const type of trendTypes) {
      await openTrend(type)
      await page.locator('nav [aria-current="page"]').last().waitFor()
      await page.getByTestId('trend-status').waitFor({ timeout: patient })
      await page.locator('[data-testid="trend-picture"] canvas').waitFor()
      await page.waitForTimeout(600)
      await screenshot(desk, `risk-type-${type}`)
    }
    await openTrend('sql-type')
    await inEverySize('risk-sql-types')
    await openTrend('risk-level')
    await inEverySize('risk-levels')
  })

  it(
    'are zoomed by dragging, by the wheel and by keys, and shown whole again',
    async () => {
      const { page } = desk
      await setTheme(desk, 'light')
      await resize(desk, 1440, 900)
      await openTrend('risk-operation')
      const picture = page.locator('[data-testid="trend-picture"] canvas')
      await picture.waitFor()
      await page.waitForTimeout(600)
      const all = await points().locator('tbody tr').count()
      const box = (await picture.boundingBox())!
      const at = (x: number): [number, number] => [box.x + box.width * x, box.y + box.height * 0.4]

      await page.mouse.move(...at(0.25))
      await page.mouse.down()
      await page.mouse.move(...at(0.35), { steps: 5 })
      await page.mouse.move(...at(0.45), { steps: 5 })
      await page.mouse.up()
      await page.getByRole('button', { name: 'Show all' }).waitFor()
      const brushed = await shownPart()
      expect(brushed).toMatch(/\d.* – .*\d/)
      await page.waitForTimeout(400)
      await inEverySize('risk-zoomed')
      await setTheme(desk, 'light')
      await resize(desk, 1440, 900)
      expect(await points().locator('tbody tr').count()).toBeLessThan(all)

      await page.getByTestId('trend-picture').focus()
      await page.keyboard.press('ArrowRight')
      expect(await shownPart()).not.toBe(brushed)
      await page.keyboard.press('0')
      await expect.poll(() => page.getByRole('button', { name: 'Show all' }).count()).toBe(0)
      await page.keyboard.press('+')
      await page.getByRole('button', { name: 'Show all' }).click()

      await page.mouse.move(...at(0.5))
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, -300)
      await page.keyboard.up('Control')
      await page.getByRole('button', { name: 'Show all' }).waitFor()
      // A drag works on the surface that is drawn anew, too.
      await page.getByRole('button', { name: 'Show all' }).click()
      await page.getByRole('button', { name: 'Show as table' }).click()
      await screenshot(desk, 'risk-as-table')
      await page.getByRole('button', { name: 'Show as chart' }).click()
      await picture.waitFor()
      await page.waitForTimeout(600)
      await page.mouse.move(...at(0.6))
      await page.mouse.down()
      await page.mouse.move(...at(0.8), { steps: 8 })
      await page.mouse.up()
      await page.getByRole('button', { name: 'Show all' }).click()
      await page.mouse.move(...at(0.5))
      await page.waitForTimeout(300)
      await screenshot(desk, 'risk-tooltip')
    },
    patient,
  )

  it(
    'lay several databases over each other, one of which fails by itself',
    { timeout: patient },
    async () => {
      const { page } = desk
      const ids = await databases()
      // The third answer fails for good; the others are there.
      simulator.setFaults({
        rules: [
          {
            match: { endpoint: 'riskTrend' },
            when: { nth: [3] },
            fault: { kind: 'error', status: 403, envelope: 'dbss-policy' },
          },
        ],
      })
      await openTrend('risk-operation', ids.slice(0, 4).join(','))
      const lines = page.getByTestId('database-trend')
      await lines.locator('text=/Finished/').first().waitFor()
      await page.getByRole('button', { name: /^Try again for/ }).waitFor()
      expect(await lines.count()).toBe(Math.min(4, ids.length))
      await inEverySize('risk-databases')
      simulator.setFaults({ rules: [] })
      await page.getByRole('button', { name: /^Try again for/ }).click()
      await expect
        .poll(() => lines.locator('text=/Finished/').count())
        .toBe(Math.min(4, ids.length))
      await openTrend('risk-operation', ids.slice(0, 4).join(','), 'MONTH')
      await page.waitForTimeout(1500)
      await resize(desk, 1440, 900)
      await screenshot(desk, 'risk-databases-month')
      await openTrend('risk-level', ids.slice(0, 3).join(','))
      await page.waitForTimeout(1000)
      await screenshot(desk, 'risk-databases-levels')
    },
  )

  it('save exactly the rows that are shown', { timeout: patient }, async () => {
    const { page } = desk
    await openTrend('sql-type')
    await points().waitFor()
    await page.getByTestId('trend-picture').focus()
    await page.keyboard.press('+')
    await page.getByRole('button', { name: 'Show all' }).waitFor()
    const path = join(profileFolder, 'trend.csv')
    const proposed = await answerSaveDialog(desk, path)
    await page.getByRole('button', { name: 'Save as CSV…' }).click()
    await page
      .getByText(/rows saved/)
      .first()
      .waitFor()
    expect(await proposed()).toContain('trend-sql-type')
    const lines = (await readFile(path, 'utf8')).trim().split('\r\n')
    expect(lines[0]).toContain('period,raw_period,select,insert,update,delete,other')
    expect(lines[1]).toContain('Only points from')
    const extent = await page
      .getByText(/^1–\d+ of [\d,]+$/)
      .last()
      .textContent()
    expect(lines.length - 1).toBe(Number(/of ([\d,]+)$/.exec(extent ?? '')?.[1]?.replace(',', '')))
    await page.getByRole('button', { name: 'Show all' }).click()
  })
})

describe('a new analysis', () => {
  it(
    'asks first, runs while another screen is shown, and brings newer points',
    { timeout: patient },
    async () => {
      const { page } = desk
      await openTrend('risk-level')
      await page.getByTestId('stale-analysis').waitFor()
      await page.getByRole('button', { name: 'Analyse again…' }).click()
      await page.getByRole('dialog').getByText('That changes what it keeps').waitFor()
      await inEverySize('risk-reanalyse-ask')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: 'Analyse again', exact: true })
        .click()
      await renewal('running').waitFor()
      await inEverySize('risk-reanalyse-running')
      await page.getByRole('link', { name: 'Sessions', exact: true }).first().click()
      await page.getByRole('heading', { name: 'Sessions', exact: true }).first().waitFor()
      await page.getByRole('link', { name: 'Risk', exact: true }).click()
      await renewal('finished').waitFor({ timeout: patient })
      await expect.poll(() => page.getByTestId('stale-analysis').count()).toBe(0)
      await screenshot(desk, 'risk-reanalyse-finished')
      await page.getByRole('button', { name: 'Dismiss' }).click()
    },
  )

  it(
    'that never finishes can be left, and what is shown is marked as the one from before',
    { timeout: patient },
    async () => {
      const { page } = desk
      simulator.setFaults({ rules: [{ fault: { kind: 'never-finished' } }] })
      await openTrend('sql-injection')
      await page.getByTestId('trend-status').waitFor()
      await analyseAgain()
      await renewal('running').waitFor()
      await page.getByRole('button', { name: 'Stop waiting' }).click()
      await renewal('stopped').waitFor()
      await page.getByTestId('stale-analysis').getByText('still the one from before').waitFor()
      await inEverySize('risk-reanalyse-stopped')
      simulator.setFaults({ rules: [] })
    },
  )

  it('that is refused says why', { timeout: patient }, async () => {
    const { page } = desk
    await openTrend('sql-count')
    await page.getByTestId('trend-status').waitFor()
    simulator.setFaults({
      rules: [
        {
          match: { endpoint: 'statementTrend' },
          fault: { kind: 'error', status: 403, envelope: 'dbss-policy' },
        },
      ],
    })
    await analyseAgain()
    await renewal('failed').waitFor()
    await setTheme(desk, 'light')
    await screenshot(desk, 'risk-reanalyse-failed')
    simulator.setFaults({ rules: [] })
  })

  it('leaves the console without a complaint', () => {
    expect(desk.complaints).toEqual([])
  })
})
