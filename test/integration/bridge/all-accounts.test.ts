import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewAccount } from '../../../src/shared/model/account.ts'
import { ProjectId, type AccountId } from '../../../src/shared/model/ids.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
/** Whom the cloud was asked by, one entry a request, signing in included. */
let contacted: (string | null)[]
/** The account of the cloud that is left without an answer. */
let silent: string | null
let release: (() => void)[]

function speak(): void {
  silent = null
  for (const go of release) go()
  release = []
}

beforeEach(async () => {
  contacted = []
  silent = null
  release = []
  desk = await openDesk({
    pages: true,
    beforeAnswer: async ({ domainName }) => {
      contacted.push(domainName)
      if (domainName !== null && domainName === silent) {
        await new Promise<void>((resolve) => release.push(resolve))
      }
    },
  })
})
afterEach(async () => {
  speak()
  await desk.close()
})

async function add(index: number, changes: Partial<NewAccount> = {}): Promise<AccountId> {
  const tenant = desk.cloud.tenants[index]!
  const { iam, dbss, ddm } = desk.cloud
  const { id } = await desk.handlers.accounts.add({
    name: tenant.domainName,
    color: 'teal',
    region: tenant.region,
    endpoints: { iam, dbss, ddm },
    signIn: { method: 'password', domainName: tenant.domainName, userName: tenant.userName },
    secret: { method: 'password', password: tenant.password },
    projectId: ProjectId.parse(tenant.projectId),
    projectName: tenant.projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
    ...changes,
  })
  return id
}

const domainOf = (index: number): string => desk.cloud.tenants[index]!.domainName
const ask = (accountId: AccountId) =>
  desk.handlers.allAccounts.summary({ accountId, from: 'service' })
const remembered = (accountId: AccountId) =>
  desk.handlers.allAccounts.summary({ accountId, from: 'archive' })
const tick = (...accountIds: AccountId[]) => desk.handlers.allAccounts.tick({ accountIds })

describe('accounts beside each other', () => {
  it('are none at first, and looking at them contacts nobody', async () => {
    const [first, second] = [await add(0), await add(1)]
    await desk.handlers.accounts.select({ accountId: first })
    expect(await desk.handlers.allAccounts.ticked({})).toEqual([])
    await expect(remembered(second)).rejects.toMatchObject({ code: 'not-found' })
    expect(contacted).toEqual([])
  })

  it('are contacted only when they are ticked, however they are asked for', async () => {
    const [first, second] = [await add(0), await add(1)]
    await tick(first)
    await expect(ask(second)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('is not ticked') as string,
    })
    expect(contacted).toEqual([])
    const answer = await ask(first)
    expect(answer.accountId).toBe(first)
    expect(answer.data.instances).toBeGreaterThanOrEqual(3)
    expect(new Set(contacted)).toEqual(new Set([domainOf(0)]))
    await tick()
    contacted = []
    await expect(ask(first)).rejects.toMatchObject({ code: 'input' })
    expect(contacted).toEqual([])
  })

  it('each give their own project’s totals', async () => {
    const ids = [await add(0), await add(1), await add(2)]
    await tick(...ids)
    const answers = await Promise.all(ids.map(ask))
    expect(answers.map(({ accountId }) => accountId)).toEqual(ids)
    expect(answers[2]?.data.counts).toMatchObject({
      totalSql: 120_267_839n,
      totalRisk: 1_597_508n,
    })
    for (const [index, { sources }] of answers.entries()) {
      expect(sources[0]?.url).toContain(desk.cloud.tenants[index]!.projectId)
    }
  })

  it('are answered while one of them is silent, twenty of them at once', async () => {
    // They all sign in as one user, whose requests the service counts together.
    const network = await desk.handlers.settings.network({})
    await desk.handlers.settings.setNetwork({
      network: { ...network, pace: { ...network.pace, dbssPerSecond: 100 } },
      proxyPassword: null,
    })
    const slow = await add(1)
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, index) => add(0, { name: `Account ${index}` })),
    )
    await tick(slow, ...others)
    silent = domainOf(1)
    const waiting = ask(slow)
    const answers = await Promise.all(others.map(ask))
    expect(answers.map(({ accountId }) => accountId)).toEqual(others)
    expect(release).toHaveLength(1)
    speak()
    expect((await waiting).accountId).toBe(slow)
  })

  it('are really asked at the same time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, index) => add(0, { name: `Account ${index}` })),
    )
    await tick(...ids)
    silent = domainOf(0)
    const asked = Promise.all(ids.map(ask))
    await expect.poll(() => release.length).toBe(10)
    speak()
    expect(await asked).toHaveLength(10)
  })

  it('go on when another account is shown, also the one that was shown', async () => {
    const [shown, other] = [await add(0), await add(1)]
    await desk.handlers.accounts.select({ accountId: shown })
    await tick(shown)
    silent = domainOf(0)
    const asked = ask(shown)
    await expect.poll(() => release.length).toBe(1)
    await desk.handlers.accounts.select({ accountId: other })
    speak()
    expect((await asked).accountId).toBe(shown)
  })

  it.each([
    ['stopped', (id: AccountId) => desk.handlers.allAccounts.stop({ accountIds: [id] })],
    ['unticked', () => tick()],
    ['asked again', (id: AccountId) => (speak(), ask(id))],
    [
      'removed',
      (accountId: AccountId) => desk.handlers.accounts.remove({ accountId, deleteArchive: true }),
    ],
  ])('give no answer once they are %s', async (_, end) => {
    const id = await add(0)
    await tick(id)
    silent = domainOf(0)
    const asked = expect(ask(id)).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => release.length).toBe(1)
    await end(id)
    await asked
  })

  it('that can’t sign in, or have nothing to sign in with, fail by themselves', async () => {
    const wrong = await add(0, { secret: { method: 'password', password: 'not the one' } })
    const right = await add(1)
    await tick(wrong, right)
    const [refused, answered] = await Promise.allSettled([ask(wrong), ask(right)])
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'credentials' } })
    expect(answered.status).toBe('fulfilled')
  })
})

describe('what was answered', () => {
  it('is kept, told again without the service, and its archive is not left open', async () => {
    const id = await add(0)
    await tick(id)
    const answer = await ask(id)
    expect(answer).toMatchObject({ origin: 'service', unkept: null })
    contacted = []
    const again = await remembered(id)
    expect(again).toEqual({ ...answer, origin: 'archive' })
    expect(contacted).toEqual([])
    const names = await readdir(join(desk.profileFolder, 'archive'))
    expect(names.filter((name) => name.endsWith('.duckdb'))).toHaveLength(1)
    expect(names.filter((name) => name.includes('held-by'))).toEqual([])
  })

  it('leaves an archive open that a screen uses', async () => {
    const accountId = await add(0)
    await desk.handlers.audit.summary({ accountId, from: { kind: 'service' } })
    await tick(accountId)
    await ask(accountId)
    const { points } = await desk.handlers.audit.summaryTrend({ accountId })
    expect(points).toHaveLength(2)
  })
})

describe('the ticks', () => {
  it('are on the disk without a secret, and without demo tenants, who are others in each run', async () => {
    const id = await add(0)
    const [demo] = await desk.handlers.accounts.openDemo({})
    expect(await tick(id, demo!.id, id)).toEqual([id, demo!.id])
    expect(await desk.handlers.allAccounts.ticked({})).toEqual([id, demo!.id])
    const file = await readFile(join(desk.profileFolder, 'all-accounts.json'), 'utf8')
    expect(JSON.parse(file)).toEqual({ version: 1, accounts: [id] })
  })

  it('of an account that is gone are gone', async () => {
    const [id, other] = [await add(0), await add(1)]
    await tick(id, other)
    await desk.handlers.accounts.remove({ accountId: id, deleteArchive: true })
    expect(await desk.handlers.allAccounts.ticked({})).toEqual([other])
    expect(await tick(id, other)).toEqual([other])
  })
})
