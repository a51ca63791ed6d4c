import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditDeskBridge } from '../../src/shared/contract/index.ts'
import type { NewAccount } from '../../src/shared/model/account.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import { defaultNetworkSettings, type NetworkSettings } from '../../src/shared/model/network.ts'
import {
  startSimulator,
  type SimulatedTenant,
  type Simulator,
} from '../../src/simulator/simulator.ts'
import { keepSummaries } from '../support/kept-summaries.ts'
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

const hour = 3_600_000

let simulator: Simulator
let profileFolder: string
let desk: RunningApp
/** The accounts of the cloud that were contacted, one entry a request. */
let contacted: (string | null)[] = []
/** The account of the cloud that doesn't answer, until it is released. */
let silent: string | null = null
let release: (() => void)[] = []

function speak(): void {
  silent = null
  for (const go of release) go()
  release = []
}

function tenant(index: number): SimulatedTenant {
  const found = simulator.tenants[index]
  if (found === undefined) throw new RangeError(`there is no tenant ${index}`)
  return found
}

function profileOf(
  index: number,
  changes: Pick<NewAccount, 'name' | 'color'> & Partial<NewAccount>,
): NewAccount {
  const { region, domainName, userName, password, projectId, projectName } = tenant(index)
  const { iam, dbss, ddm } = simulator
  return {
    region,
    endpoints: { iam, dbss, ddm },
    signIn: { method: 'password', domainName, userName },
    secret: { method: 'password', password },
    projectId: ProjectId.parse(projectId),
    projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
    ...changes,
  }
}

function accounts(): NewAccount[] {
  return [
    profileOf(0, { name: 'Head office', color: 'teal' }),
    profileOf(1, { name: 'Bank branch', color: 'violet' }),
    profileOf(2, { name: 'Reference data', color: 'amber' }),
    profileOf(0, {
      name: 'Southern warehouse with a rather long name',
      color: 'green',
      // Where it is sent nobody knows DBSS.
      endpoints: { iam: simulator.iam, dbss: simulator.iam, ddm: simulator.ddm },
    }),
    profileOf(1, {
      name: 'Wrong password',
      color: 'red',
      secret: { method: 'password', password: 'not the one' },
    }),
    profileOf(0, {
      name: 'Given token',
      color: 'pink',
      signIn: { method: 'token' },
      secret: { method: 'token', token: 'a token that nobody issued' },
      projectId: ProjectId.parse('11111111111111111111111111111111'),
    }),
    profileOf(0, { name: 'Never ticked', color: 'orange' }),
  ]
}

beforeAll(async () => {
  simulator = await startSimulator({
    seed: 23,
    pages: true,
    beforeAnswer: async ({ domainName }) => {
      contacted.push(domainName)
      if (domainName !== null && domainName === silent) {
        await new Promise<void>((resolve) => release.push(resolve))
      }
    },
  })
  profileFolder = await newProfile()
  const network: NetworkSettings = {
    ...defaultNetworkSettings,
    pace: { dbssPerSecond: 100, ddmPerMinute: 6000 },
  }
  await writeFile(join(profileFolder, 'settings.json'), JSON.stringify(network))
  const [headOffice, , , unreachable] = accounts()
  const now = Date.now()
  // A hundred summaries of the weeks before, with a week that nobody read any.
  const read = Array.from({ length: 100 }, (_, index) => now - (130 - index) * 6 * hour).filter(
    (at) => at < now - 12 * 24 * hour || at > now - 8 * 24 * hour,
  )
  await keepSummaries(profileFolder, headOffice!, read)
  await keepSummaries(profileFolder, unreachable!, [now - 26 * hour])
  desk = await launch({ profileFolder })
  await desk.page.evaluate(async (profiles) => {
    const { auditDesk } = window as unknown as { auditDesk: AuditDeskBridge }
    let first: string | null = null
    for (const profile of profiles) {
      const added = await auditDesk.accounts.add(profile)
      if (!added.ok) throw new Error(added.error.message)
      first ??= added.value.id
    }
    await auditDesk.accounts.select({ accountId: first as never })
  }, accounts())
  await desk.page.reload()
  await desk.page.getByTestId('account-name').waitFor()
})
afterAll(async () => {
  speak()
  await desk.close()
  await simulator.close()
  await deleteProfile(profileFolder)
})

const main = (): Locator => desk.page.getByRole('main')
const row = (name: string): Locator =>
  main()
    .locator('tbody tr')
    .filter({ has: desk.page.getByRole('button', { name: `Show the overview of ${name}` }) })
const total = (): Locator => main().getByTestId('total')
const press = (name: string | RegExp): Promise<void> =>
  main().getByRole('button', { name, exact: true }).click()
const tick = (name: string): Promise<void> =>
  desk.page.locator(`[data-account="${name}"]`).getByRole('checkbox').click()

async function open(screen: string): Promise<void> {
  const { page } = desk
  await page.getByRole('navigation').getByRole('link', { name: screen, exact: true }).click()
  await page.getByRole('heading', { name: screen, level: 1 }).waitFor()
}

async function settled(): Promise<void> {
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

async function pictures(name: string): Promise<void> {
  for (const [theme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1024, 700],
    ['dark', 1024, 700],
  ] as const) {
    await setTheme(desk, theme)
    await resize(desk, width, height)
    await desk.page.waitForTimeout(700)
    const overflow = await desk.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await screenshot(desk, `${name}-${theme}-${width}`)
  }
  await setTheme(desk, 'light')
  await resize(desk, 1440, 900)
}

describe('the overview of an account that was read for weeks', () => {
  it('shows its history, its instances and the way to one of them', async () => {
    await open('Overview')
    await settled()
    await main()
      .getByText(/From the \d+ summaries/)
      .waitFor()
    await pictures('overview-history')
    await press('Today')
    await desk.page.waitForTimeout(700)
    await screenshot(desk, 'overview-history-today')
    await main().getByText('matched by name alone').scrollIntoViewIfNeeded()
    await screenshot(desk, 'overview-instances')
    const link = main()
      .getByTitle(/^Show the sessions of /)
      .first()
    const name = await link.textContent()
    await link.click()
    await desk.page.getByRole('heading', { name: 'Sessions', level: 1 }).waitFor()
    await main()
      .locator(`[aria-label="Audit instance: ${name?.trim() ?? ''}"]`)
      .waitFor()
  })
})

describe('all accounts', () => {
  it('contacts nobody before the first is ticked', async () => {
    await open('Overview')
    await settled()
    contacted = []
    await open('All accounts')
    await main().getByText('Only accounts that are ticked are contacted').waitFor()
    await desk.page.waitForTimeout(500)
    expect(contacted).toEqual([])
    await pictures('all-accounts-none')
  })

  it('asks each that is ticked, and no other', async () => {
    await tick('Bank branch')
    await row('Bank branch').getByText('Current').waitFor()
    expect(new Set(contacted)).toEqual(new Set([tenant(1).domainName]))
    await row('Bank branch').getByText('9,007,199,').first().waitFor()
    expect(await total().textContent()).toContain('1 of 1 account')
  })

  it('shows the others while one does not answer, and each failure in its own row', async () => {
    silent = tenant(2).domainName
    await press(/^Choose accounts/)
    for (const { name } of accounts()) {
      if (name !== 'Never ticked' && name !== 'Bank branch') await tick(name)
    }
    await desk.page.keyboard.press('Escape')
    await row('Head office').getByText('Current').waitFor()
    await row('Southern warehouse').getByText('Not current').waitFor()
    await row('Southern warehouse').getByText('Archive, ').waitFor()
    await row('Wrong password').getByText('Locked').waitFor()
    await row('Reference data').getByText('Asking …').waitFor()
    await pictures('all-accounts')
    // One is counted already: the archive has its project, which another account asks about too.
    expect(await total().textContent()).toContain(
      '4 of 6 accounts · 2 missing · 1 not current · 1 asks about a project that is counted already',
    )
  })

  it('says in a row’s details what went wrong and what to do', async () => {
    await row('Southern warehouse')
      .getByRole('button', { name: /: details of/ })
      .click()
    await desk.page.getByRole('alert').getByText('HTTP 404').first().waitFor()
    await screenshot(desk, 'all-accounts-details')
    await desk.page.keyboard.press('Escape')
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('goes on for a row while another account is shown', async () => {
    await desk.page.keyboard.press('Control+2')
    await expect
      .poll(() => desk.page.getByTestId('account-name').textContent())
      .toContain('Bank branch')
    await row('Reference data').getByText('Asking …').waitFor()
    await press('Stop all')
    await row('Reference data').getByText('Stopped').waitFor()
    speak()
    await row('Reference data')
      .getByRole('button', { name: /^Ask again/ })
      .click()
    await row('Reference data').getByText('Current').waitFor()
    await row('Reference data').getByText('120,267,839').waitFor()
  })

  it('sorts, filters and saves exactly what is shown', async () => {
    await press('Risks')
    const names = main().getByRole('button', { name: /^Show the overview of/ })
    expect(await names.first().textContent()).toBe('Reference data')
    await main().getByRole('searchbox', { name: 'Filter accounts' }).fill('office')
    expect(await names.count()).toBe(1)
    await main().getByRole('searchbox', { name: 'Filter accounts' }).fill('')
    const path = join(profileFolder, 'all-accounts.csv')
    await answerSaveDialog(desk, path)
    await press('Save as CSV…')
    await expect
      .poll(
        async () => (await readFile(path, 'utf8').catch(() => '')).trimEnd().split('\r\n').length,
      )
      .toBe((await names.count()) + 1)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\r\n')
    expect(lines[1]).toContain('Reference data')
    expect(lines[1]).toContain('120267839,1597508')
    expect(lines.find((line) => line.startsWith('Southern warehouse'))).toMatch(/,stale,archive,/)
  })

  it('opens an account', async () => {
    await main().getByRole('button', { name: 'Show the overview of Head office' }).click()
    await desk.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    expect(await desk.page.getByTestId('account-name').textContent()).toContain('Head office')
    await settled()
  })

  it('speaks Chinese', async () => {
    await desk.page.evaluate(async () => {
      const { auditDesk } = window as unknown as { auditDesk: AuditDeskBridge }
      await auditDesk.settings.setPreferences({ language: 'zh-CN', theme: 'light' })
    })
    await desk.page.reload()
    await desk.page.getByTestId('account-name').waitFor()
    await open('全部账号')
    await settled()
    await pictures('all-accounts-zh')
    await open('概览')
    await settled()
    await pictures('overview-zh')
    await desk.page.evaluate(async () => {
      const { auditDesk } = window as unknown as { auditDesk: AuditDeskBridge }
      await auditDesk.settings.setPreferences({ language: 'en', theme: 'light' })
    })
    expect(desk.complaints).toEqual([])
  })

  it('has the ticks in the next run, and says what an account lacks whose secret was not kept', async () => {
    await desk.close()
    desk = await launch({ profileFolder })
    await desk.page.getByTestId('account-name').waitFor()
    contacted = []
    await open('All accounts')
    await row('Head office').getByText('Current').waitFor()
    await row('Given token').getByText('Locked').waitFor()
    await settled()
    expect(await row('Never ticked').count()).toBe(0)
    expect(await row('Bank branch').count()).toBe(1)
    await row('Given token').getByRole('button', { name: 'Type the secret of Given token' }).click()
    await desk.page.getByRole('dialog').waitFor()
    await screenshot(desk, 'all-accounts-unlock')
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
    expect(desk.complaints).toEqual([])
  })
})
