import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewAccount } from '../../src/shared/model/account.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import { defaultNetworkSettings, type NetworkSettings } from '../../src/shared/model/network.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import {
  answerSaveDialog,
  deleteProfile,
  launch,
  newProfile,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'

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
  profileFolder = await newProfile()
  const network: NetworkSettings = {
    ...defaultNetworkSettings,
    pace: { dbssPerSecond: 100, ddmPerMinute: 6000 },
  }
  await writeFile(join(profileFolder, 'settings.json'), JSON.stringify(network))
  desk = await launch({ profileFolder })
  await addAccount()
})
afterAll(async () => {
  await desk.close()
  await simulator.close()
  await deleteProfile(profileFolder)
})

async function addAccount(): Promise<void> {
  const { region, domainName, userName, password, projectId, projectName } = simulator.tenants[0]!
  const { iam, dbss, ddm } = simulator
  const account: NewAccount = {
    name: 'Head office',
    color: 'teal',
    region,
    endpoints: { iam, dbss, ddm },
    signIn: { method: 'password', domainName, userName },
    secret: { method: 'password', password },
    projectId: ProjectId.parse(projectId),
    projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
  }
  await desk.page.evaluate(async (value) => {
    const added = await window.auditDesk.accounts.add(value)
    if (!added.ok) throw new Error(added.error.message)
  }, account)
  await desk.page.reload()
}

async function openTrend(type: string, database = 'all'): Promise<void> {
  await desk.page.evaluate(
    (query) => (window.location.hash = `#/risk?${query}`),
    `trend=${type}&database=${database}`,
  )
}

async function inEverySize(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(desk, theme)
    for (const [width, height] of sizes) {
      await resize(desk, width, height)
      await desk.page.waitForTimeout(500)
      await screenshot(desk, `${name}-${width}-${theme}`)
    }
  }
}

describe('the trends', () => {
  it(
    'show each type, in both themes and sizes',
    async () => {
      const { page } = desk
      await openTrend('risk-operation')
      await page.getByTestId('trend-status').waitFor({ timeout: patient })
      for (const type of [
        'risk-operation',
        'risk-level',
        'session',
        'sql-type',
        'sql-count',
        'sql-injection',
      ]) {
        await openTrend(type)
        await page.locator(`canvas`).first().waitFor()
        await page.waitForTimeout(600)
        await resize(desk, 1440, 900)
        await screenshot(desk, `risk-${type}`)
      }
      await openTrend('risk-level')
      await inEverySize('risk-levels')
      expect(desk.complaints).toEqual([])
    },
    patient,
  )
})
