import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { fillIn, finishAccount, listProjects, openAccountForm } from './support/account-form.ts'
import { answerOpenDialog, chooseAccount, openScreen } from './support/account-screen.ts'
import { barriers } from './support/axe.ts'
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

let simulator: Simulator
let profileFolder: string
let signIns: number

beforeEach(async () => {
  signIns = 0
  simulator = await startSimulator({
    seed: 11,
    beforeAnswer: ({ url }) => {
      if (url.startsWith('/v3/auth/tokens')) signIns++
    },
  })
  profileFolder = await newProfile()
})
afterEach(async () => {
  await simulator.close()
  await deleteProfile(profileFolder)
})

/** Types in the first tenant, as an auditor would. */
async function typeTenant(desk: RunningApp, password: string) {
  const { domainName, userName } = simulator.tenants[0]!
  const form = await openAccountForm(desk, 'Password')
  await fillIn(form, {
    'Account name': domainName,
    'IAM user name': userName,
    Password: password,
  })
  return form
}

async function addAccount(desk: RunningApp, name: string): Promise<void> {
  const tenant = simulator.tenants[0]!
  const form = await typeTenant(desk, tenant.password)
  await listProjects(form, simulator, tenant)
  await finishAccount(form, name)
  await desk.page.getByTestId('account-name').getByText(name).waitFor()
}

/** In both themes and in the smallest window and a usual one; nothing there may shut anybody out. */
async function pictures(desk: RunningApp, name: string): Promise<void> {
  const { page } = desk
  // What comes up with an animation has half its contrast half-way.
  await page.waitForTimeout(600)
  for (const [width, height] of [
    [1024, 700],
    [1440, 900],
  ] as const) {
    await resize(desk, width, height)
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(desk, theme)
      await screenshot(desk, `accounts-${name}-${theme}-${width}`)
      if (width === 1440) expect(await barriers(page), `${name}, ${theme}`).toEqual([])
    }
  }
  await setTheme(desk, 'light')
}

const groups = ['Head office', 'Asia Pacific', 'Europe', 'Customers']
const regions = ['cn-north-4', 'ap-southeast-3', 'eu-west-101', 'cn-east-3']
const colors = ['blue', 'teal', 'green', 'amber', 'orange', 'red', 'pink', 'violet']

/** A file of as many accounts, some of which can't be taken in. */
async function writeAccounts(total: number): Promise<string> {
  const accounts: unknown[] = Array.from({ length: total }, (_, index) => {
    const region = regions[index % 4]!
    return {
      name: `Audited company ${index + 1}`,
      color: colors[index % 8],
      ...(index % 5 === 4 ? {} : { group: groups[index % 4] }),
      region,
      projectId: String(index).padStart(32, '0'),
      projectName: index % 3 === 0 ? region : `${region}_production`,
      endpoints: index === 1 ? { iam: 'https://iam.private.example' } : {},
      dbssTimeZone: 'UTC',
      signIn: { method: 'password', domainName: `company-${index + 1}`, userName: 'auditor' },
    }
  })
  accounts.splice(2, 0, { name: 'From elsewhere', region: 'cn north', password: 'x' })
  const path = join(profileFolder, 'handed-on.json')
  const exportedAt = '2026-11-21T08:00:00.000Z'
  await writeFile(
    path,
    JSON.stringify({ format: 'audit-desk-accounts', version: 1, exportedAt, accounts }),
  )
  return path
}

describe('a hundred accounts', () => {
  it('are taken in from a file, grouped, searched, switched by keys and kept in order', async () => {
    const desk = await launch({ profileFolder })
    const { page } = desk
    await addAccount(desk, 'The bank')
    await openScreen(desk, 'Accounts')
    await answerOpenDialog(desk, await writeAccounts(99))
    await page.getByRole('button', { name: 'Import …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 refused').waitFor()
    await dialog.getByText('region: must be a region id').first().waitFor()
    await pictures(desk, 'import')
    await dialog.getByRole('button', { name: 'Add 99 accounts' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /Audited company 99/ }).waitFor()
    await pictures(desk, 'screen')

    await page.getByRole('button', { name: 'More actions for The bank' }).click()
    await page.getByRole('menuitem', { name: 'Edit …' }).click()
    await fillIn(page.getByRole('dialog'), { Group: 'Europe' })
    // The groups that are proposed lie over the dialog, until the field is left.
    await page.getByRole('listbox').waitFor()
    await page.getByRole('dialog').getByLabel('Group').press('Tab')
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await pictures(desk, 'edit')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await page.getByTestId('account-switcher').click()
    const search = page.getByRole('combobox', { name: 'Find an account' })
    await search.waitFor()
    await pictures(desk, 'switcher')
    await search.fill('asia 42')
    await expect.poll(() => page.getByRole('option').count()).toBe(1)
    await screenshot(desk, 'accounts-switcher-search')
    await search.press('Enter')
    await page.getByTestId('account-name').getByText('Audited company 42').waitFor()
    // The account that was used comes first, as of the start.
    await page.keyboard.press('Control+1')
    await page.getByTestId('account-name').getByText('The bank').waitFor()

    const europe = page.locator('[data-group="Europe"] ~ [data-account]')
    await europe.first().waitFor()
    const handle = page.getByRole('button', { name: 'Move The bank: arrow keys' })
    await handle.focus()
    await page.keyboard.press('ArrowDown')
    await page.getByText(/The bank is now \d+ of \d+ in Europe/).waitFor()
    await expect
      .poll(() => handle.evaluate((element) => element === document.activeElement))
      .toBe(true)
    const grip = page.getByRole('button', { name: 'Move Audited company 2: arrow keys' })
    await grip.scrollIntoViewIfNeeded()
    const { x, y } = (await grip.boundingBox())!
    await page.mouse.move(x + 12, y + 12)
    await page.mouse.down()
    // The drag begins where the button is, before the list is scrolled to where it ends.
    await page.mouse.move(x + 40, y + 20, { steps: 4 })
    const target = page.getByRole('row', { name: /The bank/ })
    await target.hover({ position: { x: 300, y: 4 } })
    await target.hover({ position: { x: 300, y: 6 } })
    await screenshot(desk, 'accounts-dragged')
    await page.mouse.up()
    await page.getByText(/Audited company 2 is now \d+ of \d+ in Europe/).waitFor()
    await page.getByRole('button', { name: 'More actions for the group Customers' }).click()
    await page.getByRole('menuitem', { name: 'Rename …' }).click()
    await fillIn(page.getByRole('dialog'), { Group: 'Clients' })
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.locator('[data-group="Clients"]').waitFor()
    await page.getByRole('button', { name: 'More actions for the group Clients' }).click()
    await page.getByRole('menuitem', { name: 'Ungroup' }).click()
    await page.locator('[data-group="Clients"]').waitFor({ state: 'detached' })

    const exported = join(profileFolder, 'out.json')
    await answerSaveDialog(desk, exported)
    await page.getByRole('button', { name: 'Export …' }).click()
    await pictures(desk, 'export')
    await page.getByRole('dialog').getByRole('button', { name: 'Save file …' }).click()
    await page.getByTestId('exported').waitFor()
    const text = await readFile(exported, 'utf8')
    expect(text).toContain('The bank')
    expect(text).not.toContain(simulator.tenants[0]!.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    expect(desk.complaints).toEqual([])
    await desk.close()

    const again = await launch({ profileFolder })
    await openScreen(again, 'Accounts')
    const moved = again.page.locator('[data-group="Europe"] ~ [data-account="Audited company 2"]')
    await moved.waitFor()
    await again.close()
  })
})

describe('a connection', () => {
  it('is tested step by step before the account is added, and after', async () => {
    const desk = await launch({ profileFolder })
    const { page } = desk
    const tenant = simulator.tenants[0]!
    const form = await typeTenant(desk, 'wrong')
    await pictures(desk, 'form')
    await form.getByRole('combobox', { name: 'Region' }).fill(tenant.region)
    await form.getByRole('button', { name: 'Endpoints' }).click()
    const { iam, dbss, ddm } = simulator
    await fillIn(form, { 'IAM endpoint': iam, 'DBSS endpoint': dbss, 'DDM endpoint': ddm })
    await form.getByRole('button', { name: 'Test connection' }).click()
    await form.locator('[data-verdict="bad"]').waitFor()
    await form.getByText('The service refused the secret').waitFor()
    expect(signIns).toBe(1)
    await pictures(desk, 'form-tested')
    await fillIn(form, { Password: tenant.password })
    await form.locator('[data-verdict]').waitFor({ state: 'detached' })
    await form.getByRole('button', { name: 'List projects' }).click()
    await form.getByLabel('Name', { exact: true }).waitFor()
    await pictures(desk, 'form-projects')
    await finishAccount(form, 'The bank')

    await openScreen(desk, 'Accounts')
    await page.getByRole('button', { name: 'Test …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('[data-verdict="good"]').waitFor()
    await pictures(desk, 'test-good')
    simulator.setFaults({
      rules: [
        { match: { service: 'ddm' }, fault: { kind: 'error', status: 403, envelope: 'ddm' } },
        { match: { service: 'dbss' }, fault: { kind: 'clock', seconds: 3600 } },
      ],
    })
    await dialog.getByRole('button', { name: 'Test again' }).click()
    await dialog.getByText('2 steps failed').waitFor()
    await dialog.getByRole('button', { name: 'Copy report' }).click()
    const report = await page.evaluate(() => navigator.clipboard.readText()).catch(() => null)
    if (report !== null) expect(report).not.toContain(tenant.password)
    await dialog.getByText('Not allowed').scrollIntoViewIfNeeded()
    await pictures(desk, 'test-bad')
    simulator.setFaults({
      rules: [{ match: { service: 'ddm' }, fault: { kind: 'latency', milliseconds: 60_000 } }],
    })
    await dialog.getByRole('button', { name: 'Test again' }).click()
    await dialog.locator('[data-state="running"]').first().waitFor()
    await screenshot(desk, 'accounts-test-running')
    await dialog.getByRole('button', { name: 'Stop' }).click()
    await dialog.locator('[data-verdict="stopped"]').waitFor()
    expect(desk.complaints).toEqual([])
    await desk.close()
  })
})

describe('a secret that the service refuses', () => {
  it('is sent once, whatever screens are opened, until it is entered anew', async () => {
    const desk = await launch({ profileFolder })
    const { page } = desk
    const tenant = simulator.tenants[0]!
    await addAccount(desk, 'The bank')
    await openScreen(desk, 'Accounts')
    await page.getByRole('button', { name: 'More actions for The bank' }).click()
    await page.getByRole('menuitem', { name: 'Set secret …' }).click()
    const dialog = page.getByRole('dialog')
    const before = signIns
    await fillIn(dialog, { Password: 'wrong' })
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('[data-lock="refused"]').waitFor()
    await pictures(desk, 'locked')
    for (const screen of ['Overview', 'Sessions', 'Risk', 'Analyses', 'Kill log']) {
      await openScreen(desk, screen)
      await page.waitForTimeout(400)
    }
    expect(signIns).toBe(before + 1)
    await openScreen(desk, 'Overview')
    // Asking again is no leave to send it again.
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(signIns).toBe(before + 1)
    await screenshot(desk, 'accounts-locked-overview')
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).first().click()
    await expect.poll(() => signIns).toBe(before + 2)
    await page.waitForTimeout(500)
    expect(signIns).toBe(before + 2)
    await page.getByRole('button', { name: 'Sign in …' }).first().click()
    await fillIn(page.getByRole('dialog'), { Password: tenant.password })
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('main').getByRole('table').first().waitFor()
    await openScreen(desk, 'Accounts')
    await page.locator('[data-lock]').waitFor({ state: 'detached' })
    await chooseAccount(desk, 'The bank')
    expect(desk.complaints).toEqual([])
    await desk.close()
  })
})
