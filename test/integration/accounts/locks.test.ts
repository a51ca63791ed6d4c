import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Registry } from '../../../src/main/accounts/registry.ts'
import { NetworkSettings, defaultNetworkSettings } from '../../../src/shared/model/network.ts'
import { accounts } from '../../../src/shared/contract/accounts.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import { DiagnosisId } from '../../../src/shared/model/diagnosis.ts'
import type { AccountId } from '../../../src/shared/model/ids.ts'
import type { Secret, SignIn } from '../../../src/shared/model/sign-in.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
/** Closed after the test. */
let opened: Desk | null = null
let asked: string[]
afterEach(async () => {
  await opened?.close()
  opened = null
})

async function open(): Promise<void> {
  asked = []
  desk = await openDesk({
    beforeAnswer: ({ service, method, url }) => {
      asked.push(`${service} ${method} ${url.split('?')[0] ?? ''}`)
    },
  })
  opened = desk
}

/** An account of the simulated cloud, with a secret that may be wrong. */
async function add(secret: Secret): Promise<Account> {
  const tenant = desk.cloud.tenants[0]!
  const { iam, dbss, ddm } = desk.cloud
  const { domainName, userName, accessKey } = tenant
  const signIn: SignIn =
    secret.method === 'access-key'
      ? { method: 'access-key', accessKey }
      : { method: 'password', domainName, userName }
  return desk.handlers.accounts.add({
    name: 'Ours',
    color: 'red',
    region: tenant.region,
    signIn,
    endpoints: { iam, dbss, ddm },
    projectId: tenant.projectId as Account['projectId'],
    projectName: tenant.projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
    secret,
  })
}

const from = { kind: 'service' } as const
const wrong: Secret = { method: 'password', password: 'wrong' }
const right = (): Secret => ({ method: 'password', password: desk.cloud.tenants[0]!.password })
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

/** Everything a screen may ask at once. */
async function askEverything(accountId: AccountId): Promise<unknown[]> {
  const { audit, killLog } = desk.handlers
  return Promise.all([
    failure(audit.summary({ from, accountId })),
    failure(audit.instances({ from, accountId })),
    failure(killLog.instances({ from, accountId })),
  ])
}
const signIns = () => asked.filter((request) => request === 'iam POST /v3/auth/tokens').length
const lockOf = async (id: AccountId) =>
  (await desk.handlers.accounts.list({})).accounts.find((account) => account.id === id)?.lock

describe('an account whose secret was refused', () => {
  it('sends it once, whatever is asked, and says why nothing more goes out', async () => {
    await open()
    const { id } = await add(wrong)
    for (let round = 0; round < 3; round++) {
      for (const error of await askEverything(id)) {
        expect(error).toMatchObject({ code: 'credentials', retryable: false })
      }
    }
    expect(asked).toEqual(['iam POST /v3/auth/tokens'])
    const later = await failure(desk.handlers.audit.summary({ from, accountId: id }))
    expect(later).toMatchObject({
      hint: expect.stringContaining('until you enter it again') as string,
    })
    expect(later).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string })
  })

  it('is told to be locked, and stays so over a restart and a change of the network', async () => {
    await open()
    const { id } = await add(wrong)
    await askEverything(id)
    expect(desk.events).toContainEqual({
      event: 'accounts.lock',
      payload: { accountId: id, lock: 'refused' },
    })
    expect(await lockOf(id)).toBe('refused')
    await desk.handlers.settings.setNetwork({
      network: NetworkSettings.parse(defaultNetworkSettings),
      proxyPassword: null,
    })
    await askEverything(id)
    expect(signIns()).toBe(1)
    const lockOnDisk = async () =>
      (await Registry.open(join(desk.profileFolder, 'accounts.json'))).registry.get(id).lock
    await expect.poll(lockOnDisk).toBe('refused')
  })

  it('tries the same secret once more when the user says so, and no more than once', async () => {
    await open()
    const { id } = await add(wrong)
    await askEverything(id)
    await desk.handlers.accounts.unlock({ accountId: id })
    await askEverything(id)
    await askEverything(id)
    expect(signIns()).toBe(2)
    expect(await lockOf(id)).toBe('refused')
  })

  it('signs in with a secret that is entered anew', async () => {
    await open()
    const { id } = await add(wrong)
    await askEverything(id)
    await desk.handlers.accounts.setSecret({ accountId: id, secret: right() })
    expect(await lockOf(id)).toBeUndefined()
    expect(await askEverything(id)).toEqual([null, null, null])
    expect(desk.events.filter(({ event }) => event === 'accounts.lock').at(-1)?.payload).toEqual({
      accountId: id,
      lock: null,
    })
  })

  it('is tested up to the secret, which is left out', async () => {
    await open()
    const { id } = await add(wrong)
    const test = () =>
      desk.handlers.accounts.diagnose({
        diagnosisId: DiagnosisId.parse(crypto.randomUUID()),
        subject: { kind: 'account', accountId: id },
      })
    const outcomeOf = async () =>
      (await test()).steps.find(({ kind }) => kind === 'credentials')?.outcome
    expect(await outcomeOf()).toMatchObject({ state: 'failed', fault: 'secret-refused' })
    expect(await lockOf(id)).toBe('refused')
    expect(await outcomeOf()).toEqual({ state: 'skipped', reason: 'locked' })
    expect(signIns()).toBe(1)
  })

  it('with an access key signs nothing more, for five failures lock the key for everybody', async () => {
    await open()
    const { id } = await add({ method: 'access-key', secretKey: 'wrong' })
    await askEverything(id)
    await askEverything(id)
    expect(asked).toHaveLength(1)
    expect(await lockOf(id)).toBe('refused')
  })

  it('still answers from its archive', async () => {
    await open()
    const { id } = await add(right())
    await desk.handlers.audit.summary({ from, accountId: id })
    await desk.handlers.accounts.setSecret({ accountId: id, secret: wrong })
    await askEverything(id)
    const kept = await desk.handlers.audit.summary({
      from: { kind: 'archive', answerId: null },
      accountId: id,
    })
    expect(kept.accountId).toBe(id)
  })
})

describe('what is tested before it is an account', () => {
  it('is refused by field and rule, as the form’s other questions are', () => {
    const { input } = accounts.diagnose
    const draft = {
      kind: 'draft',
      projectId: null,
      region: 'cn north',
      endpoints: {},
      signIn: { method: 'password', domainName: 'company', userName: 'auditor' },
      secret: { method: 'access-key', secretKey: 'x' },
    }
    const parse = (subject: object) =>
      input.safeParse({ diagnosisId: crypto.randomUUID(), subject }).error?.issues ?? []
    expect(parse(draft).map(({ path }) => path.join('.'))).toContain('subject.region')
    const otherWay = parse({ ...draft, region: 'cn-north-4' })
    expect(otherWay.map(({ path }) => path.join('.'))).toEqual(['subject.secret'])
  })
})

describe('an account that is not locked', () => {
  it.each([
    ['a missing permission', { match: { service: 'dbss' }, fault: 403 }],
    ['a service that fails', { match: { endpoint: 'tokens' }, fault: 500 }],
  ] as const)('stays open after %s', async (_, { match, fault }) => {
    await open()
    const { id } = await add(right())
    desk.cloud.setFaults({
      rules: [{ match, fault: { kind: 'error', status: fault, envelope: 'gateway' } }],
    })
    await askEverything(id)
    expect(await lockOf(id)).toBeUndefined()
    desk.cloud.setFaults({})
    expect(await askEverything(id)).toEqual([null, null, null])
  })
})

describe('an account that was taken in without its secret', () => {
  it('asks for the secret before anything is sent, and is then open', async () => {
    await open()
    await add(right())
    desk.saveTo.path = join(desk.profileFolder, 'handed-on.json')
    const { accounts: procedures } = desk.handlers
    const [known] = (await procedures.list({})).accounts.filter(({ demo }) => !demo)
    await procedures.exportTo({ accountIds: [known!.id] })
    const text = await readFile(desk.saveTo.path, 'utf8')
    await writeFile(desk.saveTo.path, text.replace('"red"', '"blue"'))
    await procedures.remove({ accountId: known!.id, deleteArchive: false })
    const preview = (await procedures.previewImport({}))!
    const [added] = await procedures.importFrom({ importId: preview.importId, indexes: [0] })
    expect(added).toMatchObject({ name: 'Ours', color: 'blue', lock: 'no-secret' })
    const errors = await askEverything(added!.id)
    expect(errors).toMatchObject([
      { code: 'no-secret' },
      { code: 'no-secret' },
      { code: 'no-secret' },
    ])
    expect(asked).toEqual([])
    await procedures.setSecret({ accountId: added!.id, secret: right() })
    expect(await askEverything(added!.id)).toEqual([null, null, null])
    expect(await lockOf(added!.id)).toBeUndefined()
  })
})
