import { EventEmitter, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CollectionId } from '../../../src/shared/contract/kill-log.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import type { AccountId } from '../../../src/shared/model/ids.ts'
import { oneTimePassword } from '../../../src/simulator/totp.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
afterEach(() => desk.close())

async function demoAccounts(): Promise<[AccountId, AccountId]> {
  const { accounts } = await desk.handlers.accounts.list({})
  return [accounts[0]!.id, accounts[1]!.id]
}

const domainOf = ({ signIn }: Account) => ('domainName' in signIn ? signIn.domainName : null)

/** A gate that requests of one tenant wait at. */
function gateFor(state: { domainName: string | null }) {
  let waiting = 0
  const gate = new EventEmitter()
  return {
    waiting: () => waiting,
    open: () => {
      state.domainName = null
      gate.emit('open')
    },
    beforeAnswer: async ({
      service,
      domainName,
    }: {
      service: string
      domainName: string | null
    }) => {
      if (service === 'iam' || domainName !== state.domainName) return
      waiting++
      await once(gate, 'open')
    },
  }
}

const everything = { filter: '', sort: { column: 'at', descending: true } } as const

describe('what the window can ask', () => {
  it('opens the demo in an empty profile, selects its first tenant and writes nothing down', async () => {
    desk = await openDesk()
    const { accounts, selected } = await desk.handlers.accounts.list({})
    expect(accounts).toHaveLength(2)
    expect(accounts.every(({ demo }) => demo)).toBe(true)
    expect(selected).toBe(accounts[0]!.id)
    const onDisk = await readFile(join(desk.profileFolder, 'accounts.json'), 'utf8')
    expect(JSON.parse(onDisk)).toEqual({ version: 1, accounts: [] })
  })

  it('answers each of the five questions for the account that was asked', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    const { audit, killLog } = desk.handlers
    const summary = await audit.summary({ accountId })
    expect(summary.accountId).toBe(accountId)
    expect(summary.data.rows.length).toBeGreaterThanOrEqual(3)
    const instances = await audit.instances({ accountId })
    const instanceId = instances.data[0]!.id
    const range = { kind: 'preset', preset: 'DAY' } as const
    const sessions = await audit.sessions({ accountId, instanceId, range, databaseIds: [] })
    expect(sessions.data.length).toBeGreaterThan(5)
    const trend = await audit.riskTrend({ accountId, instanceId, range, databaseId: null })
    expect(trend.data).toMatchObject({ status: 'finished' })
    expect(trend.data.points.length).toBeGreaterThan(5)
    expect((await audit.analyses({ accountId, instanceId })).data.length).toBeGreaterThan(5)
    const ddm = await killLog.instances({ accountId })
    expect(ddm.data.length).toBeGreaterThanOrEqual(2)
  })

  it('collects a kill log, tells how far it is, pages through it and saves it whole', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    const { killLog } = desk.handlers
    const instanceId = (await killLog.instances({ accountId })).data[0]!.id
    const collectionId = CollectionId.parse(crypto.randomUUID())
    const range = { kind: 'preset', preset: 'MONTH' } as const
    const { data: coverage } = await killLog.collect({ accountId, collectionId, instanceId, range })
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(desk.events.at(-1)?.payload).toEqual({
      accountId,
      collectionId,
      windowsDone: coverage.windows.length,
      windowsTotal: coverage.windows.length,
      rows: coverage.rows,
      waiting: null,
    })
    const ask = { accountId, collectionId }
    const page = await killLog.page({ ...ask, query: everything, offset: 100, limit: 50 })
    expect(page).toMatchObject({ total: coverage.rows, offset: 100 })
    expect(page.rows).toHaveLength(50)
    const facets = await killLog.facets({ ...ask, filter: '' })
    expect(facets.operators.reduce((sum, { kills }) => sum + kills, 0)).toBe(coverage.rows)

    expect(await killLog.saveCsv({ ...ask, query: everything })).toBeNull()
    desk.saveTo.path = join(desk.profileFolder, 'kills.csv')
    const saved = await killLog.saveCsv({ ...ask, query: everything })
    expect(saved).toEqual({ path: desk.saveTo.path, rows: coverage.rows, complete: true })
    expect(desk.saveTo.proposed).toMatch(/^kill-log_.+\.csv$/)
    const lines = (await readFile(desk.saveTo.path, 'utf8')).split('\r\n')
    expect(lines).toHaveLength(coverage.rows + 2)
  })

  it('stops a collection and keeps what it had', async () => {
    const pace = { requests: 0 }
    desk = await openDesk({
      beforeAnswer: async ({ service }) => {
        if (service === 'ddm' && ++pace.requests > 4) {
          await new Promise((resolve) => setTimeout(resolve, 5000).unref())
        }
      },
    })
    const [accountId] = await demoAccounts()
    const { killLog } = desk.handlers
    const instanceId = (await killLog.instances({ accountId })).data[0]!.id
    const collectionId = CollectionId.parse(crypto.randomUUID())
    const range = { kind: 'preset', preset: 'MONTH' } as const
    const collecting = killLog.collect({ accountId, collectionId, instanceId, range })
    await expect.poll(() => pace.requests).toBeGreaterThan(4)
    await killLog.cancel({ accountId, collectionId })
    const { data: coverage, missing } = await collecting
    expect(coverage.outcome.kind).toBe('incomplete')
    expect(coverage.rows).toBeGreaterThan(0)
    expect(missing.length).toBeGreaterThan(0)
  })

  it('stops what runs for an account when it is left, and answers nothing late', async () => {
    const state = { domainName: null as string | null }
    const gate = gateFor(state)
    desk = await openDesk({ beforeAnswer: gate.beforeAnswer })
    const { accounts } = await desk.handlers.accounts.list({})
    const [a, b] = [accounts[0]!, accounts[1]!]
    state.domainName = domainOf(a)
    const late = desk.handlers.audit.summary({ accountId: a.id }).catch((error: unknown) => error)
    await expect.poll(gate.waiting).toBe(1)
    await desk.handlers.accounts.select({ accountId: b.id })
    gate.open()
    expect(await late).toMatchObject({ code: 'cancelled' })
    const answer = await desk.handlers.audit.summary({ accountId: b.id })
    expect(answer.accountId).toBe(b.id)
    expect(JSON.stringify(answer.sources)).not.toContain(a.projectId)
    await desk.handlers.accounts.select({ accountId: a.id })
    expect((await desk.handlers.audit.summary({ accountId: a.id })).accountId).toBe(a.id)
  })

  it('lists projects, adds an account, tests it and removes it, saying what goes', async () => {
    desk = await openDesk()
    const { accounts } = desk.handlers
    const demo = (await accounts.list({})).accounts[0]!
    const { region, signIn, endpoints } = demo
    const wrong = { method: 'password', password: 'wrong' } as const
    const attempt = accounts.listProjects({ region, signIn, endpoints, secret: wrong })
    await expect(attempt).rejects.toMatchObject({ code: 'credentials' })
    expect(desk.events).toEqual([])
    const { id: _, demo: isDemo, ...profile } = demo
    expect(isDemo).toBe(true)
    const added = await accounts.add({ ...profile, name: 'Ours', color: 'red', secret: wrong })
    expect(added).not.toHaveProperty('secret')
    await expect(accounts.test({ accountId: added.id })).rejects.toMatchObject({
      code: 'credentials',
    })
    const change = { name: 'Theirs', color: 'blue', dbssTimeZone: 'Asia/Shanghai' } as const
    expect(await accounts.edit({ accountId: added.id, ...change })).toEqual({ ...added, ...change })
    const { deletes } = await accounts.previewRemoval({ accountId: added.id })
    expect(deletes.join(' ')).toContain('Theirs')
    expect(await accounts.remove({ accountId: added.id })).toEqual({ deletes })
    await expect(accounts.test({ accountId: added.id })).rejects.toMatchObject({
      code: 'not-found',
    })
    const onDisk = await readFile(join(desk.profileFolder, 'accounts.json'), 'utf8')
    expect(onDisk).not.toContain('Theirs')
  })

  it('tests an account without using up a one-time code', async () => {
    let signIns = 0
    desk = await openDesk({
      beforeAnswer: ({ url }) => {
        if (url.startsWith('/v3/auth/tokens')) signIns++
      },
    })
    const { accounts, audit } = desk.handlers
    const demo = (await accounts.list({})).accounts[0]!
    const tenant = desk.cloud.tenants[0]!
    const { userName, password, totpSecret } = tenant.mfaUser!
    const { id: _, demo: __, ...profile } = demo
    const { id: accountId } = await accounts.add({
      ...profile,
      signIn: { method: 'password-totp', domainName: tenant.domainName, userName },
      secret: {
        method: 'password-totp',
        password,
        passcode: oneTimePassword(totpSecret, Date.now()),
      },
    })
    await audit.summary({ accountId })
    expect(signIns).toBe(1)
    expect(await accounts.test({ accountId })).toMatchObject({ projectName: demo.projectName })
    expect(signIns).toBe(1)
  })

  it('opens a demo tenant again that was removed, on the simulator there is', async () => {
    desk = await openDesk()
    const [first, second] = await demoAccounts()
    await desk.handlers.accounts.remove({ accountId: first })
    const opened = await Promise.all([
      desk.handlers.accounts.openDemo({}),
      desk.handlers.accounts.openDemo({}),
    ])
    const { accounts } = await desk.handlers.accounts.list({})
    expect(accounts).toHaveLength(2)
    expect(accounts.map(({ id }) => id)).toContain(second)
    expect(opened[0]).toEqual(opened[1])
    expect(desk.starts.demo).toBe(1)
  })

  it('forgets the secret that was replaced', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    await desk.handlers.audit.summary({ accountId })
    await desk.handlers.accounts.setSecret({
      accountId,
      secret: { method: 'password', password: 'another' },
    })
    await expect(desk.handlers.audit.summary({ accountId })).rejects.toMatchObject({
      code: 'credentials',
    })
  })
})
