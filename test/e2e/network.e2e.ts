import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewAccount } from '../../src/shared/model/account.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import { defaultNetworkSettings, type NetworkSettings } from '../../src/shared/model/network.ts'
import { startSimulator } from '../../src/simulator/simulator.ts'
import { createPrivateCa, type PrivateCa } from '../support/certificates.ts'
import { startForwardProxy, type ForwardProxyOptions } from '../support/forward-proxy.ts'
import { startTlsFront } from '../support/tls-front.ts'
import { deleteProfile, launch, newProfile, type RunningApp } from './support/app.ts'

/** Hosts that no name server knows: only a proxy of the test leads there. */
const hosts = { iam: 'iam.test.example', dbss: 'dbss.test.example', ddm: 'ddm.test.example' }

let ca: PrivateCa
let profileFolder: string
let account: NewAccount
let ports: Readonly<Record<string, number>>
const open: { close: () => Promise<unknown> }[] = []

function keep<T extends { close: () => Promise<unknown> }>(thing: T): T {
  open.push(thing)
  return thing
}

beforeEach(async () => {
  profileFolder = await newProfile()
  ca = await createPrivateCa()
  const simulator = keep(await startSimulator({ seed: 13 }))
  const keyPair = await ca.issue(Object.values(hosts))
  const front = async (service: 'iam' | 'dbss' | 'ddm') =>
    keep(await startTlsFront(keyPair, Number(new URL(simulator[service]).port))).port
  ports = {
    [hosts.iam]: await front('iam'),
    [hosts.dbss]: await front('dbss'),
    [hosts.ddm]: await front('ddm'),
  }
  const { region, domainName, userName, password, projectId, projectName } = simulator.tenants[0]!
  account = {
    name: 'Head office',
    color: 'teal',
    region,
    endpoints: {
      iam: `https://${hosts.iam}`,
      dbss: `https://${hosts.dbss}`,
      ddm: `https://${hosts.ddm}`,
    },
    signIn: { method: 'password', domainName, userName },
    secret: { method: 'password', password },
    projectId: ProjectId.parse(projectId),
    projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
  }
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
  await ca.delete()
  await deleteProfile(profileFolder)
})

async function proxyTo(options: Partial<ForwardProxyOptions> = {}) {
  return keep(await startForwardProxy({ hosts: ports, ...options }))
}

async function setNetwork(
  { page }: RunningApp,
  over: Partial<NetworkSettings>,
  proxyPassword: string | null = null,
): Promise<void> {
  const input = { network: { ...defaultNetworkSettings, ...over }, proxyPassword }
  const envelope = await page.evaluate(
    (value) => window.auditDesk.settings.setNetwork(value),
    input,
  )
  expect(envelope).toMatchObject({ ok: true })
}

/** Adds the account, which signs in, and reads its summary: what came, or the code of the error. */
async function readSummary({ page }: RunningApp) {
  return page.evaluate(async (input) => {
    const added = await window.auditDesk.accounts.add(input)
    if (!added.ok) return { error: added.error }
    const accountId = added.value.id
    const summary = await window.auditDesk.audit.summary({ accountId })
    await window.auditDesk.accounts.remove({ accountId, deleteArchive: true })
    return summary.ok
      ? { urls: summary.value.sources.map(({ url }) => url) }
      : { error: summary.error }
  }, account)
}

const summaryCame = { urls: [expect.stringContaining(`https://${hosts.dbss}/v`)] as unknown }
const throughTheProxy = [`CONNECT ${hosts.iam}:443`, `CONNECT ${hosts.dbss}:443`]

describe('the network', () => {
  it('is left alone until an account needs it', async () => {
    const proxy = await proxyTo()
    const desk = await launch({ profileFolder, args: [`--proxy-server=${proxy.url}`] })
    await desk.page.getByRole('button', { name: 'Add account' }).first().waitFor()
    // What Chromium does of its own accord, such as fetching dictionaries, it does early.
    await desk.page.waitForTimeout(4_000)
    expect(proxy.seen).toEqual([])
    await desk.close()
  })

  it('is reached through the system’s proxy, with a CA file for the company’s own certificates', async () => {
    const proxy = await proxyTo()
    const desk = await launch({ profileFolder, args: [`--proxy-server=${proxy.url}`] })
    expect(await readSummary(desk)).toMatchObject({ error: { code: 'tls' } })
    await setNetwork(desk, { caFile: ca.file })
    expect(await readSummary(desk)).toEqual(summaryCame)
    expect(proxy.seen).toEqual(expect.arrayContaining(throughTheProxy))
    await desk.close()
  })

  it('is reached as a PAC file says, host by host and with what to do when a proxy is down', async () => {
    const iam = await proxyTo()
    const others = await proxyTo()
    const down = await startForwardProxy({ hosts: {} })
    await down.close()
    const script = `function FindProxyForURL(url, host) {
      return host === '${hosts.iam}'
        ? 'PROXY ${iam.address}'
        : 'PROXY ${down.address}; PROXY ${others.address}'
    }`
    const pac = `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(script).toString('base64')}`
    const desk = await launch({ profileFolder, args: [`--proxy-pac-url=${pac}`] })
    await setNetwork(desk, { caFile: ca.file })
    expect(await readSummary(desk)).toEqual(summaryCame)
    expect(new Set(iam.seen)).toEqual(new Set([`CONNECT ${hosts.iam}:443`]))
    expect(new Set(others.seen)).toEqual(new Set([`CONNECT ${hosts.dbss}:443`]))
    await desk.close()
  })

  it('is reached through a proxy named by hand, whose password is in the keychain and nowhere else', async () => {
    const credentials = { userName: 'auditor', password: 'proxy-password-of-the-test' }
    const proxy = await proxyTo({ credentials })
    const network: Partial<NetworkSettings> = {
      proxy: { kind: 'manual', url: proxy.url, userName: credentials.userName },
      caFile: ca.file,
    }
    let desk = await launch({ profileFolder })
    await setNetwork(desk, network, 'wrong')
    expect(await readSummary(desk)).toMatchObject({
      error: { code: 'proxy', hint: expect.stringContaining('network settings') as unknown },
    })
    await setNetwork(desk, network, credentials.password)
    expect(await readSummary(desk)).toEqual(summaryCame)
    await desk.close()

    desk = await launch({ profileFolder })
    expect(await readSummary(desk)).toEqual(summaryCame)
    await setNetwork(desk, { proxy: { kind: 'none' } }, '')
    await desk.close()
    expect(await readFile(join(profileFolder, 'settings.json'), 'utf8')).toContain('none')
    for (const entry of await readdir(profileFolder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const text = await readFile(join(entry.parentPath, entry.name), 'latin1')
      expect(text, entry.name).not.toContain(credentials.password)
    }
  })

  it('checks certificates even where Chromium and Node are told not to', async () => {
    const proxy = await proxyTo()
    const desk = await launch({
      profileFolder,
      args: [`--proxy-server=${proxy.url}`, '--ignore-certificate-errors'],
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    })
    expect(await readSummary(desk)).toMatchObject({ error: { code: 'tls' } })
    await desk.close()
  })
})
