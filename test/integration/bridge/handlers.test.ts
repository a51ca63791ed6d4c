import { EventEmitter, once } from 'node:events'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CollectionId, type KillLogProgress } from '../../../src/shared/contract/kill-log.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import { DiagnosisId } from '../../../src/shared/model/diagnosis.ts'
import type { AccountId } from '../../../src/shared/model/ids.ts'
import type { AnswerFrom } from '../../../src/shared/model/question.ts'
import { resolveBounds } from '../../../src/shared/model/time-range.ts'
import { oneTimePassword } from '../../../src/simulator/totp.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
afterEach(() => desk.close())

async function demoAccounts(): Promise<[AccountId, AccountId]> {
  const { accounts } = await desk.handlers.accounts.list({})
  return [accounts[0]!.id, accounts[1]!.id]
}

const testOf = (accountId: AccountId) => ({
  diagnosisId: DiagnosisId.parse(crypto.randomUUID()),
  subject: { kind: 'account', accountId } as const,
})

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

/** Asked of the service itself. */
const from = { kind: 'service' } as const
const everything = { filter: '', sort: { column: 'at', descending: true } } as const

describe('what the window can ask', () => {
  it('opens the demo in an empty profile, selects its first tenant and writes nothing down', async () => {
    desk = await openDesk()
    const { accounts, selected } = await desk.handlers.accounts.list({})
    expect(accounts).toHaveLength(2)
    expect(accounts.every(({ demo }) => demo)).toBe(true)
    expect(selected).toBe(accounts[0]!.id)
    const onDisk = await readFile(join(desk.profileFolder, 'accounts.json'), 'utf8')
    expect(JSON.parse(onDisk)).toEqual({ version: 2, accounts: [] })
  })

  it('opens the archive of the account that is selected before anything is asked', async () => {
    desk = await openDesk()
    const [, second] = await demoAccounts()
    const archives = async (): Promise<number> =>
      (await readdir(join(desk.profileFolder, 'demo-archive')).catch(() => [])).filter((name) =>
        name.endsWith('.duckdb'),
      ).length
    expect(await archives()).toBe(0)
    await desk.handlers.accounts.select({ accountId: second })
    await expect.poll(archives).toBe(1)
  })

  it('answers each of the five questions for the account that was asked', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    const { audit, killLog } = desk.handlers
    const summary = await audit.summary({ from, accountId })
    expect(summary.accountId).toBe(accountId)
    expect(summary.data.rows.length).toBeGreaterThanOrEqual(3)
    const instances = await audit.instances({ from, accountId })
    const instanceId = instances.data[0]!.id
    const range = { kind: 'preset', preset: 'DAY' } as const
    const sessions = await audit.sessions({ from, accountId, instanceId, range, databaseIds: [] })
    expect(sessions.data.length).toBeGreaterThan(5)
    const trend = await audit.trend({
      ...{ from, accountId, instanceId, range },
      type: 'risk-operation',
      databaseId: null,
    })
    expect(trend.data).toMatchObject({ status: 'finished' })
    expect(trend.data.points.length).toBeGreaterThan(5)
    expect((await audit.analyses({ from, accountId, instanceId })).data.length).toBeGreaterThan(5)
    const ddm = await killLog.instances({ from, accountId })
    expect(ddm.data.length).toBeGreaterThanOrEqual(2)
  })

  it('collects a kill log, tells how far it is, pages through it and saves it whole', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    const { killLog } = desk.handlers
    const instanceId = (await killLog.instances({ from, accountId })).data[0]!.id
    const collectionId = CollectionId.parse(crypto.randomUUID())
    const bounds = resolveBounds({ kind: 'preset', preset: 'MONTH' }, Date.now())
    const range = { kind: 'bounds', bounds } as const
    const order = { accountId, collectionId, instanceId, range, what: 'missing' } as const
    const { data: coverage } = await killLog.collect(order)
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(desk.events.at(-1)?.payload).toMatchObject({
      accountId,
      collectionId,
      instanceId,
      windowsDone: coverage.windows.length,
      windowsTotal: coverage.windows.length,
      waiting: null,
    })
    // It ends where the service's clock was: what is killed later can't be covered yet.
    const ask = { accountId, instanceId, range: coverage.range }
    expect((await killLog.coverage(ask)).data).toEqual(coverage)
    const page = await killLog.page({ ...ask, query: everything, offset: 100, limit: 50 })
    expect(page).toMatchObject({ total: coverage.rows, offset: 100, length: 50 })
    expect(Object.values(page.columns).map((column) => column.length)).toEqual(
      Array.from({ length: 6 }, () => 50),
    )
    const detail = await killLog.detail({ accountId, recordId: page.ids[7]! })
    expect(detail).toMatchObject({ accountId, record: { rawTime: page.columns.rawTime[7] } })
    expect(JSON.parse(detail.raw)).toMatchObject({ execute_time: page.columns.rawTime[7] })
    const facets = await killLog.facets({ ...ask, filter: '' })
    for (const counts of [facets.operators, facets.instances, facets.hours]) {
      expect(counts.reduce((sum, { kills }) => sum + kills, 0)).toBe(coverage.rows)
    }

    expect(await killLog.saveCsv({ ...ask, query: everything })).toBeNull()
    desk.saveTo.path = join(desk.profileFolder, 'kills.csv')
    const saved = await killLog.saveCsv({ ...ask, query: everything })
    expect(saved).toEqual({
      path: desk.saveTo.path,
      rows: coverage.rows,
      complete: true,
      demo: true,
    })
    expect(desk.saveTo.proposed).toMatch(/^demo_kill-log_.+\.csv$/)
    const lines = (await readFile(desk.saveTo.path, 'utf8')).split('\r\n')
    expect(lines).toHaveLength(coverage.rows + 2)
    expect(
      lines
        .slice(1, -1)
        .every(
          (line) =>
            line.endsWith(',demo data, not evidence') ||
            line.endsWith(',"demo data, not evidence"'),
        ),
    ).toBe(true)

    const [busiest] = facets.operators
    const only = { operator: busiest!.operator }
    const narrowed = await killLog.saveCsv({ ...ask, query: { ...everything, only } })
    expect(narrowed?.rows).toBe(busiest!.kills)
  })

  it('pauses a collection, keeps what it stored, offers it again and completes it', async () => {
    const pace = { requests: 0, held: 0, isHolding: true }
    // How many requests a window takes depends on the day; the first is stored before any is held.
    const hasStored = () =>
      desk.events.some(
        ({ event, payload }) =>
          event === 'killLog.progress' && (payload as KillLogProgress).windowsDone > 0,
      )
    desk = await openDesk({
      beforeAnswer: async ({ service }) => {
        if (service !== 'ddm') return
        pace.requests++
        if (!pace.isHolding || !hasStored()) return
        pace.held++
        await new Promise((resolve) => setTimeout(resolve, 5000).unref())
      },
    })
    const [accountId] = await demoAccounts()
    const { killLog } = desk.handlers
    const instanceId = (await killLog.instances({ from, accountId })).data[0]!.id
    const collectionId = CollectionId.parse(crypto.randomUUID())
    const bounds = resolveBounds({ kind: 'preset', preset: 'MONTH' }, Date.now())
    const order = {
      accountId,
      instanceId,
      range: { kind: 'bounds', bounds },
      what: 'missing',
    } as const
    const collecting = killLog.collect({ ...order, collectionId })
    await expect.poll(() => pace.held).toBeGreaterThan(0)
    expect(await killLog.unfinished({ accountId })).toEqual([])
    await expect(
      killLog.collect({ ...order, collectionId: CollectionId.parse(crypto.randomUUID()) }),
    ).rejects.toMatchObject({ code: 'input' })
    await killLog.stop({ accountId, collectionId, how: 'pause' })
    const { data: coverage, missing } = await collecting
    expect(coverage.outcome.kind).toBe('incomplete')
    expect(coverage.rows).toBeGreaterThan(0)
    expect(missing.length).toBeGreaterThan(0)
    expect(await killLog.unfinished({ accountId })).toMatchObject([
      { id: collectionId, instanceId, range: bounds, state: 'paused', reason: null },
    ])

    pace.isHolding = false
    const before = pace.requests
    const resumed = await killLog.collect({ ...order, collectionId })
    expect(resumed.data.outcome).toEqual({ kind: 'complete' })
    expect(await killLog.unfinished({ accountId })).toEqual([])
    const asked = pace.requests - before
    const again = await killLog.collect({ ...order, collectionId, what: 'all' })
    expect(again.data.rows).toBe(resumed.data.rows)
    expect(pace.requests - before - asked).toBeGreaterThan(asked)
  })

  it('goes on collecting when the account is left', async () => {
    desk = await openDesk()
    const [accountId, other] = await demoAccounts()
    const { accounts, killLog } = desk.handlers
    const instanceId = (await killLog.instances({ from, accountId })).data[0]!.id
    const collecting = killLog.collect({
      accountId,
      collectionId: CollectionId.parse(crypto.randomUUID()),
      instanceId,
      range: { kind: 'preset', preset: 'WEEK' },
      what: 'missing',
    })
    await accounts.select({ accountId: other })
    expect((await collecting).data.outcome).toEqual({ kind: 'complete' })
  })

  it('answers every question from the archive when the cloud is gone, as of then', async () => {
    desk = await openDesk()
    const [accountId, other] = await demoAccounts()
    const { audit, killLog } = desk.handlers
    const range = { kind: 'preset', preset: 'DAY' } as const
    const askAll = async (source: AnswerFrom) => {
      const instances = await audit.instances({ from: source, accountId })
      const ask = { from: source, accountId, instanceId: instances.data[0]!.id }
      return [
        instances,
        await audit.summary({ from: source, accountId }),
        await audit.databases(ask),
        await audit.sessions({ ...ask, range, databaseIds: [] }),
        await audit.trend({ ...ask, type: 'risk-operation', range, databaseId: null }),
        await audit.analyses(ask),
        await killLog.instances({ from: source, accountId }),
      ]
    }
    const online = await askAll(from)
    await desk.cloud.close()
    const offline = await askAll({ kind: 'archive', answerId: null })
    expect(offline).toEqual(online.map((answer) => ({ ...answer, origin: 'archive' })))
    expect(online.every(({ answerId, unkept }) => answerId !== null && unkept === null)).toBe(true)
    await expect(
      audit.summary({ from: { kind: 'archive', answerId: null }, accountId: other }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('goes back in time to an earlier answer, and counts over all of them', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    const { audit } = desk.handlers
    const first = await audit.summary({ from, accountId })
    const second = await audit.summary({ from, accountId })
    const { answers } = await audit.history({ accountId, question: { kind: 'summary' } })
    expect(answers.map(({ id }) => id)).toEqual([second.answerId, first.answerId])
    const earlier = { kind: 'archive', answerId: first.answerId } as const
    expect(await audit.summary({ from: earlier, accountId })).toEqual({
      ...first,
      origin: 'archive',
    })
    const { points } = await audit.summaryTrend({ accountId })
    expect(points.map(({ counts }) => counts)).toEqual([first.data.project, second.data.project])
  })

  it('shows an answer that can’t be kept, and says why', async () => {
    desk = await openDesk()
    await writeFile(join(desk.profileFolder, 'demo-archive'), 'a file where a folder should be')
    const [accountId] = await demoAccounts()
    const answer = await desk.handlers.audit.summary({ from, accountId })
    expect(answer.data.rows.length).toBeGreaterThan(0)
    expect(answer.answerId).toBeNull()
    expect(answer.unkept).toContain('demo-archive')
  })

  it('stops what runs for an account when it is left, and answers nothing late', async () => {
    const state = { domainName: null as string | null }
    const gate = gateFor(state)
    desk = await openDesk({ beforeAnswer: gate.beforeAnswer })
    const { accounts } = await desk.handlers.accounts.list({})
    const [a, b] = [accounts[0]!, accounts[1]!]
    state.domainName = domainOf(a)
    const late = desk.handlers.audit
      .summary({ from, accountId: a.id })
      .catch((error: unknown) => error)
    await expect.poll(gate.waiting).toBe(1)
    await desk.handlers.accounts.select({ accountId: b.id })
    gate.open()
    expect(await late).toMatchObject({ code: 'cancelled' })
    const answer = await desk.handlers.audit.summary({ from, accountId: b.id })
    expect(answer.accountId).toBe(b.id)
    expect(JSON.stringify(answer.sources)).not.toContain(a.projectId)
    await desk.handlers.accounts.select({ accountId: a.id })
    expect((await desk.handlers.audit.summary({ from, accountId: a.id })).accountId).toBe(a.id)
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
    const tested = await accounts.diagnose(testOf(added.id))
    expect(tested.steps.find(({ kind }) => kind === 'credentials')?.outcome).toMatchObject({
      state: 'failed',
      fault: 'secret-refused',
    })
    const change = {
      name: 'Theirs',
      color: 'blue',
      group: 'Asia',
      dbssTimeZone: 'Asia/Shanghai',
      refreshKillLog: true,
    } as const
    expect(await accounts.edit({ accountId: added.id, ...change })).toEqual({
      ...added,
      ...change,
      lock: 'refused',
    })
    const removal = await accounts.previewRemoval({ accountId: added.id })
    expect(removal.deletes.join(' ')).toContain('Theirs')
    expect(removal.archive).toBeNull()
    expect(await accounts.remove({ accountId: added.id, deleteArchive: false })).toEqual(removal)
    await expect(accounts.diagnose(testOf(added.id))).rejects.toMatchObject({ code: 'not-found' })
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
    await audit.summary({ from, accountId })
    expect(signIns).toBe(1)
    const { steps } = await accounts.diagnose(testOf(accountId))
    expect(steps.find(({ kind }) => kind === 'projects')?.outcome).toMatchObject({
      state: 'ok',
      finding: { projectName: demo.projectName },
    })
    expect(signIns).toBe(1)
  })

  it('opens a demo tenant again that was removed, on the simulator there is', async () => {
    desk = await openDesk()
    const [first, second] = await demoAccounts()
    await desk.handlers.accounts.remove({ accountId: first, deleteArchive: false })
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
    await desk.handlers.audit.summary({ from, accountId })
    await desk.handlers.accounts.setSecret({
      accountId,
      secret: { method: 'password', password: 'another' },
    })
    await expect(desk.handlers.audit.summary({ from, accountId })).rejects.toMatchObject({
      code: 'credentials',
    })
  })

  it('keeps the archive of a removed account for when it is added again, or deletes it', async () => {
    desk = await openDesk()
    const { accounts, audit } = desk.handlers
    const demo = (await accounts.list({})).accounts[0]!
    const { id: _, demo: __, ...profile } = demo
    const { password } = desk.cloud.tenants[0]!
    const secret = { method: 'password', password } as const
    const first = await accounts.add({ ...profile, secret })
    const answer = await audit.summary({ from, accountId: first.id })
    const { archive } = await accounts.previewRemoval({ accountId: first.id })
    expect(archive).toMatchObject({ answers: 1, killRecords: 0 })
    expect(archive?.path.startsWith(join(desk.profileFolder, 'archive'))).toBe(true)
    await accounts.remove({ accountId: first.id, deleteArchive: false })

    const second = await accounts.add({ ...profile, name: 'Another name', secret })
    const kept = { kind: 'archive', answerId: null } as const
    const again = await audit.summary({ from: kept, accountId: second.id })
    expect(again).toEqual({ ...answer, accountId: second.id, origin: 'archive' })

    const sharing = await accounts.add({ ...profile, name: 'The same project', secret })
    expect((await accounts.previewRemoval({ accountId: second.id })).archive).toBeNull()
    await accounts.remove({ accountId: second.id, deleteArchive: true })
    expect(await audit.summary({ from: kept, accountId: sharing.id })).toMatchObject({
      answerId: answer.answerId,
    })
    await accounts.remove({ accountId: sharing.id, deleteArchive: true })
    expect(await readdir(join(desk.profileFolder, 'archive'))).toEqual([])
  })

  it('collects in the background what the user wants collected, and says when', async () => {
    desk = await openDesk()
    const [accountId] = await demoAccounts()
    const { killLog } = desk.handlers
    expect(await desk.killLogRuns.lastRefreshed(accountId)).toBeNull()
    const started = Date.now()
    const { instances, fresh, failures } = await desk.killLogRuns.refresh(accountId)
    expect(failures).toEqual([])
    expect(instances).toBe((await killLog.instances({ from, accountId })).data.length)
    expect(fresh).toBeGreaterThan(0)
    expect(await desk.killLogRuns.lastRefreshed(accountId)).toBeGreaterThanOrEqual(started)
    expect(await desk.killLogRuns.refresh(accountId)).toEqual({ instances, fresh: 0, failures: [] })
  })
})
