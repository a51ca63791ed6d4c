import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewAccount } from '../../../src/shared/model/account.ts'
import { ProjectId } from '../../../src/shared/model/ids.ts'
import { defaultNetworkSettings, type NetworkSettings } from '../../../src/shared/model/network.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { newProfile, type RunningApp } from './app.ts'

/** A profile without the documented pace, at which a large collection takes a quarter of an hour. */
export async function newQuickProfile(): Promise<string> {
  const profileFolder = await newProfile()
  const network: NetworkSettings = {
    ...defaultNetworkSettings,
    pace: { dbssPerSecond: 100, ddmPerMinute: 6000 },
  }
  await writeFile(join(profileFolder, 'settings.json'), JSON.stringify(network))
  return profileFolder
}

/** Adds the first tenant of a simulator as `Head office`, and shows it. */
export async function addHeadOffice({ page }: RunningApp, simulator: Simulator): Promise<void> {
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
  await page.evaluate(async (value) => {
    const added = await window.auditDesk.accounts.add(value)
    if (!added.ok) throw new Error(added.error.message)
    await window.auditDesk.accounts.select({ accountId: added.value.id })
  }, account)
  await page.reload()
}
