import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { oneTimePassword } from '../../src/simulator/totp.ts'
import { answerOpenDialog } from './support/account-screen.ts'
import {
  chooseWay,
  fillIn,
  finishAccount,
  listProjects,
  openAccountForm,
  type Way,
} from './support/account-form.ts'
import { barriers } from './support/axe.ts'
import {
  deleteProfile,
  launch,
  newProfile,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'

let simulator: Simulator
let profileFolder: string

beforeEach(async () => {
  simulator = await startSimulator({ seed: 12 })
  profileFolder = await newProfile()
})
afterEach(async () => {
  await simulator.close()
  await deleteProfile(profileFolder)
})

async function seesData({ page }: RunningApp): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Overview', exact: true }).click()
  await page.getByRole('main').getByRole('table').first().waitFor()
}

async function openAccounts({ page }: RunningApp): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts', exact: true }).click()
}

async function openSettings({ page }: RunningApp): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Settings', exact: true }).click()
}

function networkOf({ page }: RunningApp): Locator {
  return page.getByTestId('network')
}

describe('the account form', () => {
  it('shows the fields of each way to sign in, in both themes', async () => {
    const desk = await launch({ profileFolder })
    const ways: Way[] = [
      'Password',
      'Password and one-time code',
      'Access key',
      'Temporary access key',
      'Agency',
      'Token',
    ]
    const form = await openAccountForm(desk, 'Password')
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(desk, theme)
      for (const way of ways) {
        await chooseWay(form, way)
        await screenshot(desk, `add-account-${way.toLowerCase().replaceAll(' ', '-')}-${theme}`)
      }
      await form.getByRole('button', { name: 'Endpoints and time zone' }).click()
      await form.getByLabel('Zone of DBSS times').scrollIntoViewIfNeeded()
      await screenshot(desk, `add-account-advanced-${theme}`)
      await form.getByRole('button', { name: 'Endpoints and time zone' }).click()
    }
    expect(desk.complaints).toEqual([])
    await desk.close()
  })
})

describe('signing in', () => {
  it('goes by an access key, which outlasts a restart', async () => {
    const tenant = simulator.tenants[0]!
    let desk = await launch({ profileFolder })
    const form = await openAccountForm(desk, 'Access key')
    await fillIn(form, {
      'Access key ID (AK)': tenant.accessKey,
      'Secret access key (SK)': tenant.secretKey,
    })
    await listProjects(form, simulator, tenant)
    await finishAccount(form, 'By key')
    await seesData(desk)
    await openAccounts(desk)
    await desk.page.getByText(`${tenant.accessKey} · Access key`).waitFor()
    expect(desk.complaints).toEqual([])
    await desk.close()
    expect(await readFile(join(profileFolder, 'accounts.json'), 'utf8')).not.toContain(
      tenant.secretKey,
    )

    desk = await launch({ profileFolder })
    await seesData(desk)
    await desk.close()
  })

  it('goes by a password and one-time codes, and asks for both after a restart', async () => {
    const tenant = simulator.tenants[0]!
    const user = tenant.mfaUser!
    const code = () => oneTimePassword(user.totpSecret, Date.now())
    let desk = await launch({ profileFolder })
    const form = await openAccountForm(desk, 'Password and one-time code')
    await fillIn(form, {
      'Account name': tenant.domainName,
      'IAM user name': user.userName,
      Password: user.password,
      'One-time code': code(),
    })
    await listProjects(form, simulator, tenant)
    await form.getByLabel('Next one-time code').waitFor()
    await screenshot(desk, 'add-account-next-code')
    await fillIn(form, { 'Next one-time code': code() })
    await finishAccount(form, 'By code')
    await seesData(desk)
    expect(desk.complaints).toEqual([])
    await desk.close()

    desk = await launch({ profileFolder })
    const dialog = desk.page.getByRole('dialog')
    await fillIn(dialog, { Password: user.password, 'One-time code': '000000' })
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByRole('alert').waitFor()
    await screenshot(desk, 'secret-refused')
    for (const theme of ['dark', 'light'] as const) {
      await setTheme(desk, theme)
      await desk.page.waitForTimeout(300)
      expect(await barriers(desk.page), theme).toEqual([])
    }
    await fillIn(dialog, { 'One-time code': code() })
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'detached' })
    await seesData(desk)
    await desk.close()
  })

  it('goes by an agency into another account, whose times may be in another zone', async () => {
    const [own, other] = simulator.tenants
    const desk = await launch({ profileFolder })
    const form = await openAccountForm(desk, 'Agency')
    await fillIn(form, {
      'Account name': own!.domainName,
      'IAM user name': own!.userName,
      Password: own!.password,
      'Account to act in': other!.domainName,
      'Agency name': other!.agencyName!,
    })
    await listProjects(form, simulator, other!)
    await finishAccount(form, 'The other account')
    await seesData(desk)
    await openAccounts(desk)
    await desk.page.getByText(other!.projectId).waitFor()
    await desk.page.getByRole('button', { name: /^More actions for/ }).click()
    await desk.page.getByRole('menuitem', { name: 'Edit' }).click()
    const dialog = desk.page.getByRole('dialog')
    await fillIn(dialog, { 'Zone of DBSS times': 'Mars/Olympus' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('must be a time zone, such as UTC').waitFor()
    await screenshot(desk, 'edit-account')
    await fillIn(dialog, { 'Zone of DBSS times': 'Asia/Shanghai' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await readFile(join(profileFolder, 'accounts.json'), 'utf8')).toContain('Asia/Shanghai')
    expect(desk.complaints).toEqual([])
    await desk.close()
  })
})

describe('the network settings', () => {
  it('are kept, show each broken rule beside its field, and take no file for a certificate', async () => {
    const tenant = simulator.tenants[0]!
    const folder = await mkdtemp(join(tmpdir(), 'audit-desk-ca-'))
    const noCertificate = join(folder, 'notes.txt')
    await writeFile(noCertificate, 'not a certificate')
    let desk = await launch({ profileFolder })
    const form = await openAccountForm(desk, 'Access key')
    await fillIn(form, {
      'Access key ID (AK)': tenant.accessKey,
      'Secret access key (SK)': tenant.secretKey,
    })
    await listProjects(form, simulator, tenant)
    await finishAccount(form, 'By key')
    await openSettings(desk)
    const network = networkOf(desk)
    await network.getByLabel('Manual').check()
    await fillIn(network, { 'Proxy URL': 'proxy.example', 'DBSS requests per second': '0' })
    await network.getByRole('button', { name: 'Save' }).click()
    await network.getByText('must be a URL such as http://proxy.example:8080').waitFor()
    await network.getByText('must be a whole number from 1 to 100').waitFor()
    await answerOpenDialog(desk, noCertificate)
    await fillIn(network, {
      'Proxy URL': 'http://127.0.0.1:9',
      'User name': 'auditor',
      Password: 'proxy-secret',
      'DBSS requests per second': '5',
    })
    await network.getByRole('button', { name: 'Choose file' }).click()
    await network.getByText(noCertificate).waitFor()
    await network.getByRole('button', { name: 'Save' }).click()
    await network.getByText('holds no certificate in PEM format').waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(desk, theme)
      await network.getByRole('button', { name: 'Save' }).scrollIntoViewIfNeeded()
      await screenshot(desk, `network-${theme}`)
    }
    await network.getByRole('button', { name: 'Remove' }).click()
    await network.getByRole('button', { name: 'Save' }).click()
    await network.getByText('The password stays as it is.').waitFor()
    await screenshot(desk, 'network-saved')
    await desk.close()

    desk = await launch({ profileFolder })
    await openSettings(desk)
    expect(await networkOf(desk).getByLabel('Proxy URL').inputValue()).toBe('http://127.0.0.1:9')
    expect(await networkOf(desk).getByLabel('DBSS requests per second').inputValue()).toBe('5')
    await networkOf(desk).getByText('The password stays as it is.').waitFor()
    await networkOf(desk).getByLabel('None').check()
    await networkOf(desk).getByRole('button', { name: 'Save' }).click()
    await networkOf(desk).getByRole('status').getByText('Saved.').waitFor()
    await seesData(desk)
    await desk.page.getByRole('button', { name: 'Refresh' }).click()
    await desk.page.getByRole('main').getByRole('table').first().waitFor()
    await desk.close()
    await rm(folder, { recursive: true })
  })
})
