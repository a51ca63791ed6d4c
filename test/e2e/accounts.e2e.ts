import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { fillIn, finishAccount, listProjects, openAccountForm } from './support/account-form.ts'
import { chooseAccount, openScreen } from './support/account-screen.ts'
import { deleteProfile, launch, newProfile, screenshot, type RunningApp } from './support/app.ts'

let simulator: Simulator
let profileFolder: string
const held = { domainName: null as string | null, waiting: [] as (() => void)[] }

beforeEach(async () => {
  simulator = await startSimulator({
    seed: 11,
    beforeAnswer: async ({ service, domainName }) => {
      if (service === 'iam' || domainName === null || domainName !== held.domainName) return
      await new Promise<void>((resolve) => held.waiting.push(resolve))
    },
  })
  profileFolder = await newProfile()
})
afterEach(async () => {
  held.domainName = null
  for (const release of held.waiting.splice(0)) release()
  await simulator.close()
  await deleteProfile(profileFolder)
})

/** Fills in the form as an auditor would. */
async function addAccount(desk: RunningApp, index: number, name: string): Promise<void> {
  const tenant = simulator.tenants[index]!
  const form = await openAccountForm(desk, 'Password')
  await fillIn(form, {
    'Account name': tenant.domainName,
    'IAM user name': tenant.userName,
    Password: tenant.password,
  })
  await listProjects(form, simulator, tenant)
  await finishAccount(form, name)
}

/** Everything the profile folder holds, as text. */
async function everythingIn(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true })
  const texts = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      return (await stat(path)).isFile() ? readFile(path, 'latin1') : ''
    }),
  )
  return texts.join('\n')
}

describe('accounts', () => {
  it('can be added in an empty profile, and are still signed in after a restart', async () => {
    let desk = await launch({ profileFolder })
    await screenshot(desk, 'first-run')
    await addAccount(desk, 0, 'Head office')
    await desk.page.getByTestId('account-name').getByText('Head office').waitFor()
    await openScreen(desk, 'Overview')
    await desk.page.getByRole('main').getByRole('table').first().waitFor()
    await desk.close()

    const onDisk = await everythingIn(profileFolder)
    expect(onDisk).toContain('Head office')
    expect(onDisk).not.toContain(simulator.tenants[0]!.password)

    desk = await launch({ profileFolder })
    await desk.page.getByTestId('account-name').getByText('Head office').waitFor()
    await desk.page.getByRole('main').getByRole('table').first().waitFor()
    await openScreen(desk, 'Accounts')
    await desk.page.getByRole('button', { name: /^More actions for Head office/ }).click()
    await desk.page.getByRole('menuitem', { name: /Remove/ }).click()
    const dialog = desk.page.getByRole('dialog')
    await dialog.getByText('Its secret in the operating system’s keychain.').waitFor()
    await screenshot(desk, 'remove-account')
    await dialog.getByRole('button', { name: 'Remove account' }).click()
    await desk.page.getByRole('button', { name: 'Explore the demo tenant' }).waitFor()
    expect(desk.complaints).toEqual([])
    await desk.close()
    expect(await readFile(join(profileFolder, 'accounts.json'), 'utf8')).not.toContain(
      'Head office',
    )
  })

  it('work without a keychain, which is said, and ask for the password after a restart', async () => {
    const env = {
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      DISPLAY: process.env['DISPLAY'] ?? '',
    }
    let desk = await launch({ profileFolder, env })
    await addAccount(desk, 0, 'Head office')
    await openScreen(desk, 'Overview')
    await desk.page.getByRole('main').getByRole('table').first().waitFor()
    expect(await desk.page.getByTestId('memory-banner').textContent()).toContain('this run only')
    await screenshot(desk, 'no-keychain')
    await desk.close()
    expect(await everythingIn(profileFolder)).not.toContain(simulator.tenants[0]!.password)

    desk = await launch({ profileFolder, env })
    const dialog = desk.page.getByRole('dialog')
    await fillIn(dialog, { Password: simulator.tenants[0]!.password })
    await screenshot(desk, 'password-needed')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await desk.page.getByRole('main').getByRole('table').first().waitFor()
    await desk.close()
  })

  it('that answer after the switch to another never show under it', async () => {
    const desk = await launch({ profileFolder })
    await addAccount(desk, 0, 'Slow account')
    await openScreen(desk, 'Accounts')
    await addAccount(desk, 1, 'Quick account')
    const [slow, quick] = simulator.tenants
    const shown = desk.page.getByTestId('account-name')
    const choose = async (name: string) => {
      await chooseAccount(desk, name)
      await shown.getByText(name).waitFor()
    }
    await choose('Slow account')
    await openScreen(desk, 'Overview')
    const main = desk.page.getByRole('main')
    await main.getByRole('table').first().waitFor()
    const ofSlow = (await main.getByRole('table').last().getByRole('row').allTextContents()).slice(
      1,
    )

    held.domainName = slow!.domainName
    await desk.page.getByRole('button', { name: 'Refresh' }).click()
    await expect.poll(() => held.waiting.length).toBeGreaterThan(0)
    await choose('Quick account')
    await main.getByRole('table').first().waitFor()
    const ofQuick = (await main.getByRole('table').last().getByRole('row').allTextContents()).slice(
      1,
    )
    expect(ofQuick).not.toEqual(ofSlow)
    for (const release of held.waiting.splice(0)) release()
    await desk.page.waitForTimeout(500)
    expect(
      (await main.getByRole('table').last().getByRole('row').allTextContents()).slice(1),
    ).toEqual(ofQuick)
    expect(await main.textContent()).not.toContain(ofSlow[0]!.slice(0, 12))
    expect(quick!.projectId).not.toBe(slow!.projectId)
    expect(desk.complaints).toEqual([])
    await desk.close()
  })

  it('are asked for nothing before they are chosen', async () => {
    let asked = 0
    await simulator.close()
    simulator = await startSimulator({
      seed: 11,
      beforeAnswer: () => {
        asked++
      },
    })
    const desk = await launch({ profileFolder })
    await desk.page.getByRole('button', { name: 'Add account' }).first().waitFor()
    await desk.page.waitForTimeout(500)
    expect(asked).toBe(0)
    await desk.close()
  })
})
