import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { serveContract } from '../../../src/main/bridge/serve.ts'
import { channel } from '../../../src/shared/contract/channels.ts'
import type { Envelope } from '../../../src/shared/contract/index.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import { reportSections } from '../../../src/shared/model/report.ts'
import { resolveBounds } from '../../../src/shared/model/time-range.ts'
import type { Secret, SignIn } from '../../../src/shared/model/sign-in.ts'
import { stringifyJson } from '../../../src/main/huawei/json.ts'
import { Canaries, readFolder, readPacked } from '../../support/canary.ts'
import { openDesk, type Desk } from '../../support/desk.ts'
import { startForwardProxy } from '../../support/forward-proxy.ts'
import { quoting, startHostileCloud, type HostileCloud } from '../../support/hostile-cloud.ts'
import { run } from '../cli/run.ts'

// There is no Electron here: what would cross the bridge is taken where it leaves.
const ipc = vi.hoisted(
  () => new Map<string, (event: unknown, input: unknown) => Promise<Envelope<unknown>>>(),
)
vi.mock('electron', () => ({
  ipcMain: { handle: (name: string, handler: never) => ipc.set(name, handler) },
}))

// Each has a part that any encoding changes and a core that few do.
const password = 'canaryPassword7Qx "ü\\&<%+/'
const secretKey = 'canarySecretKey7Qx/+='
const securityToken = `canarySecurityToken7Qx/+=${'st'.repeat(400)}`
const pastedToken = `canaryPastedToken7Qx/+=${'pt'.repeat(1500)}`
const issuedToken = `canaryIssuedToken7Qx/+=${'it'.repeat(1500)}`
const passcode = '739164'
const cores = {
  'the password': 'canaryPassword7Qx',
  'the secret key': 'canarySecretKey7Qx',
  'the security token': 'canarySecurityToken7Qx',
  'the pasted token': 'canaryPastedToken7Qx',
  'the issued token': 'canaryIssuedToken7Qx',
  'the proxy password': 'canaryProxyPassword7Qx',
}

const user = { domainName: 'audited', userName: 'auditor' }
const ways: readonly { signIn: SignIn; secret: Secret }[] = [
  { signIn: { method: 'password', ...user }, secret: { method: 'password', password } },
  {
    signIn: { method: 'password-totp', ...user },
    secret: { method: 'password-totp', password, passcode },
  },
  {
    signIn: { method: 'access-key', accessKey: 'AKCANARYTEST' },
    secret: { method: 'access-key', secretKey },
  },
  {
    signIn: { method: 'temporary-access-key' },
    secret: {
      method: 'temporary-access-key',
      accessKey: 'AKCANARYTEST',
      secretKey,
      securityToken,
    },
  },
  {
    signIn: { method: 'agency', ...user, agencyDomainName: 'other', agencyName: 'agency' },
    secret: { method: 'agency', password },
  },
  { signIn: { method: 'token' }, secret: { method: 'token', token: pastedToken } },
]
const projectId = 'b9351f98c724428794ba7d105fa3558d'

let cloud: HostileCloud
let desk: Desk
let canaries: Canaries
/** Everything that left the app other than by a request: what crossed the bridge, and output. */
let left: string[]

beforeEach(async () => {
  canaries = new Canaries()
  for (const [name, core] of Object.entries(cores)) canaries.add(name, core)
  cloud = await startHostileCloud(issuedToken)
  desk = await openDesk()
  left = []
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
      left.push(String(chunk))
      return true
    })
  }
  serveContract(
    desk.handlers,
    () => true,
    () => undefined,
  )
  const pace = { dbssPerSecond: 100, ddmPerMinute: 6000 }
  const network = { proxy: { kind: 'none' }, caFile: '', pace }
  await invoke('settings.setNetwork', { network, proxyPassword: null })
})
afterEach(async () => {
  vi.restoreAllMocks()
  ipc.clear()
  await desk.close()
  await cloud.close()
})

/** Asks as the window does, and keeps what came back. */
async function invoke(name: string, input: unknown): Promise<Envelope<unknown>> {
  const [domain = '', procedure = ''] = name.split('.')
  const handler = ipc.get(channel(domain, procedure))
  if (handler === undefined) throw new Error(`the bridge has no ${name}`)
  const envelope = await handler({}, input)
  left.push(stringifyJson(envelope))
  return envelope
}

/** Tests the connection; its progress crosses the bridge as well. */
async function diagnose(accountId: string): Promise<void> {
  const diagnosisId = crypto.randomUUID()
  await invoke('accounts.diagnose', { diagnosisId, subject: { kind: 'account', accountId } })
  left.push(stringifyJson(desk.events))
}

/** Does everything with an account that sends something. */
async function useAccount({ signIn, secret }: (typeof ways)[number]): Promise<void> {
  const endpoints = { iam: cloud.url, dbss: cloud.url, ddm: cloud.url }
  const place = { region: 'cn-north-4', endpoints }
  await invoke('accounts.listProjects', { ...place, signIn, secret })
  const added = await invoke('accounts.add', {
    ...place,
    name: 'Hostile',
    color: 'red',
    signIn,
    projectId,
    projectName: 'cn-north-4',
    dbssTimeZone: 'UTC',
    secret,
  })
  if (!added.ok) throw new Error(`not added: ${stringifyJson(added)}`)
  const { id: accountId } = added.value as Account
  const instanceId = 'a1'
  const range = { kind: 'preset', preset: 'DAY' }
  await diagnose(accountId)
  await invoke('accounts.unlock', { accountId })
  await invoke('audit.instances', { accountId })
  await invoke('accounts.setSecret', { accountId, secret })
  await invoke('audit.summary', { accountId })
  await invoke('audit.sessions', { accountId, instanceId, range, databaseIds: [] })
  await invoke('accounts.setSecret', { accountId, secret })
  await invoke('killLog.instances', { accountId })
  const collectionId = crypto.randomUUID()
  await invoke('killLog.collect', { accountId, collectionId, instanceId, range })
  await invoke('accounts.previewRemoval', { accountId })
  await invoke('accounts.list', {})
}

async function leaks(): Promise<string[]> {
  // The log is written behind the caller's back.
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (const { headers } of cloud.heard) {
    const signature = /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1]
    if (signature !== undefined) canaries.add('a signature', signature)
  }
  const files = await readFolder(desk.profileFolder)
  expect(files.map(({ path }) => path)).toContain(`${desk.profileFolder}/accounts.json`)
  const places = [
    ...left.map((text) => ['crossed the bridge or was printed', text] as const),
    ...desk.events.map((event) => ['was an event', stringifyJson(event)] as const),
    ...[...files, ...(await readPacked(desk.profileFolder))].map(
      ({ path, text }) => [`stands in ${path}`, text] as const,
    ),
    ...[...cloud.commandLines].map((lines) => ['stood in a command line', lines] as const),
  ]
  return places.flatMap(([where, text]) => {
    const digits = new RegExp(`(?<!\\d)${passcode}(?!\\d)`).test(text) ? ['the passcode'] : []
    return [...canaries.findIn(text), ...digits].map(
      (what) => `${what} ${where}: ${text.slice(0, 300)}`,
    )
  })
}

/** So that a test which finds nothing has at least had something to find. */
function wereSent(): string[] {
  const sent = cloud.heard.map((request) => JSON.stringify(request)).join('\n')
  return canaries.findIn(sent)
}

describe('a cloud that repeats what it hears', () => {
  it.each(Object.keys(quoting))(
    'as %s makes no secret of any way to sign in appear anywhere',
    async (how) => {
      for (const way of ways) {
        for (const letsIn of [false, true]) {
          cloud.behave(how, letsIn)
          await useAccount(way)
        }
      }
      expect(wereSent().map((name) => name.replace(/,.*/, ''))).toEqual(
        expect.arrayContaining([
          'the password',
          'the issued token',
          'the security token',
          'the pasted token',
        ]),
      )
      expect(await leaks()).toEqual([])
      if (how.startsWith('the gateway')) {
        // What is left out of the log has been there to be left out.
        const files = await readFolder(desk.profileFolder)
        const log = files.find(({ path }) => path.endsWith('audit-desk.log'))
        expect(log?.text).toContain('x-auth-token:(left out)')
      }
    },
  )
})

describe('a real service', () => {
  it('is used without a secret appearing anywhere, by a right and by a wrong password', async () => {
    const [tenant] = desk.cloud.tenants
    if (tenant === undefined) throw new RangeError('a simulator without tenants')
    const { iam, dbss, ddm } = desk.cloud
    canaries.add('the simulator’s password', tenant.password)
    canaries.add('the simulator’s secret key', tenant.secretKey)
    const endpoints = { iam, dbss, ddm }
    const { domainName, userName, region, accessKey } = tenant
    const account = {
      region,
      endpoints,
      name: 'Real',
      color: 'red',
      projectId: tenant.projectId,
      projectName: tenant.projectName,
      dbssTimeZone: 'UTC',
    }
    for (const { signIn, secret } of [
      {
        signIn: { method: 'password', domainName, userName },
        secret: { method: 'password', password: tenant.password },
      },
      {
        signIn: { method: 'password', domainName, userName },
        secret: { method: 'password', password },
      },
      {
        signIn: { method: 'access-key', accessKey },
        secret: { method: 'access-key', secretKey: tenant.secretKey },
      },
      {
        signIn: { method: 'access-key', accessKey },
        secret: { method: 'access-key', secretKey },
      },
    ]) {
      const added = await invoke('accounts.add', { ...account, signIn, secret })
      if (!added.ok) throw new Error(`not added: ${stringifyJson(added)}`)
      const { id: accountId } = added.value as Account
      await diagnose(accountId)
      await invoke('audit.summary', { accountId })
      await invoke('audit.instances', { accountId })
    }
    expect(left.some((text) => text.includes('"ok":true'))).toBe(true)
    expect(left.some((text) => text.includes('"ok":false'))).toBe(true)
    expect(await leaks()).toEqual([])
  })

  it('gives reports, and what they are packed in, no secret', async () => {
    const [tenant] = desk.cloud.tenants
    if (tenant === undefined) throw new RangeError('a simulator without tenants')
    const { iam, dbss, ddm } = desk.cloud
    canaries.add('the simulator’s password', tenant.password)
    const { domainName, userName, region } = tenant
    const added = await invoke('accounts.add', {
      ...{ region, endpoints: { iam, dbss, ddm }, name: 'Real', color: 'red' },
      ...{ projectId: tenant.projectId, projectName: tenant.projectName, dbssTimeZone: 'UTC' },
      signIn: { method: 'password', domainName, userName },
      secret: { method: 'password', password: tenant.password },
    })
    if (!added.ok) throw new Error(`not added: ${stringifyJson(added)}`)
    const { id: accountId } = added.value as Account
    // Where the files are looked through.
    desk.saveTo.path = join(desk.profileFolder, 'made')
    const made = await invoke('reports.create', {
      reportId: crypto.randomUUID(),
      collectFirst: true,
      plan: {
        subjects: [{ accountId, auditInstanceIds: [], ddmInstanceIds: [] }],
        range: resolveBounds({ kind: 'preset', preset: 'DAY' }, Date.now() - 60_000),
        sections: [...reportSections],
        formats: ['csv', 'jsonl', 'parquet', 'xlsx', 'html'],
        ...{ language: 'en', author: '', note: '', csvBom: false, zip: true },
      },
    })
    if (!made.ok) throw new Error(`not made: ${stringifyJson(made)}`)
    expect(await leaks()).toEqual([])
    // What is no secret is found in each of them: they were looked into.
    const packed = await readPacked(desk.profileFolder)
    const places = packed
      .filter(({ text }) => text.includes(tenant.projectId))
      .map(({ path }) => path)
    for (const place of [
      /\.duckdb!archive/,
      /\.duckdb!raw answer$/,
      /summary_project\.parquet$/,
      /report\.xlsx!xl\/worksheets/,
      /\.zip!.*manifest\.json$/,
      /\.zip!.*raw\/.*\.json$/,
    ]) {
      expect(
        places.some((path) => place.test(path)),
        String(place),
      ).toBe(true)
    }
  })

  it('is never told what the bridge refuses to take, nor is the window told it again', async () => {
    const broken = [
      { method: 'password', password: [password] },
      { method: 'password', password: password.repeat(100) },
      { method: password, password },
      { method: 'password-totp', password, passcode: `${passcode}${password}` },
      { method: 'token', token: { value: pastedToken } },
    ]
    for (const secret of broken) {
      const signIn = { method: 'password', ...user }
      const input = { region: 'cn-north-4', endpoints: {}, signIn, secret }
      expect(await invoke('accounts.listProjects', input)).toMatchObject({ ok: false })
    }
    await invoke('accounts.list', {})
    expect(await leaks()).toEqual([])
  })
})

describe('a proxy that repeats its password', () => {
  const proxyPassword = 'canaryProxyPassword7Qx/+= ü'
  const told = `auditor:${proxyPassword}`
  const body = `${told} ${Buffer.from(told).toString('base64')} ${encodeURIComponent(proxyPassword)}`

  it.each([407, 403])('with status %i makes no secret of it appear anywhere', async (status) => {
    const proxy = await startForwardProxy({ hosts: {}, refusal: { status, body } })
    try {
      const settings = {
        proxy: { kind: 'manual', url: proxy.url, userName: 'auditor' },
        caFile: '',
        pace: { dbssPerSecond: 100, ddmPerMinute: 6000 },
      }
      await invoke('settings.setNetwork', { network: settings, proxyPassword })
      await invoke('settings.network', {})
      for (const way of ways) {
        const signIn = { region: 'cn-north-4', endpoints: {}, ...way }
        expect(await invoke('accounts.listProjects', signIn)).toMatchObject({
          error: { code: 'proxy' },
        })
      }
      const { code, stdout, stderr } = await run(['summary'], {
        environment: {
          HTTPS_PROXY: proxy.url.replace('//', `//auditor:${encodeURIComponent(proxyPassword)}@`),
          HW_REGION_NAME: 'cn-north-4',
          HW_PROJECT_ID: projectId,
          HW_AUTH_TOKEN: pastedToken,
        },
      })
      left.push(stdout, stderr)
      expect([code, stderr]).toEqual([1, expect.stringContaining('proxy') as string])
      expect(proxy.seen.length).toBeGreaterThanOrEqual(ways.length)
      await invoke('accounts.list', {})
      expect(await leaks()).toEqual([])
    } finally {
      await proxy.close()
    }
  })
})

describe('the command line', () => {
  const environments: readonly [string, Record<string, string>][] = [
    [
      'password',
      { HW_DOMAIN_NAME: 'audited', HW_USER_NAME: 'auditor', HW_USER_PASSWORD: password },
    ],
    [
      'one-time code',
      {
        HW_DOMAIN_NAME: 'audited',
        HW_USER_NAME: 'auditor',
        HW_USER_PASSWORD: password,
        HW_PASSCODE: passcode,
      },
    ],
    ['access key', { HW_ACCESS_KEY: 'AKCANARYTEST', HW_SECRET_KEY: secretKey }],
    [
      'temporary access key',
      {
        HUAWEICLOUD_SDK_AK: 'AKCANARYTEST',
        HUAWEICLOUD_SDK_SK: secretKey,
        HUAWEICLOUD_SDK_SECURITY_TOKEN: securityToken,
      },
    ],
    ['token', { HW_AUTH_TOKEN: pastedToken }],
  ]

  it.each(environments)('says and keeps no secret of a sign-in by %s', async (_way, secrets) => {
    const endpoint = (name: string) => [`--${name}-endpoint`, cloud.url]
    const where = [...endpoint('iam'), ...endpoint('dbss'), ...endpoint('ddm')]
    const environment = {
      HW_REGION_NAME: 'cn-north-4',
      HW_PROJECT_ID: projectId,
      HOME: desk.profileFolder,
      ...secrets,
    }
    for (const [how, letsIn] of [
      ['a gateway that names each header', true],
      ['a service that repeats the secrets, encoded', false],
      ['the gateway, with its canonical request in lines', true],
      ['a proxy, in plain text', true],
    ] as const) {
      cloud.behave(how, letsIn)
      const { code, stdout, stderr } = await run(['summary', '--format', 'json', ...where], {
        environment,
      })
      left.push(stdout, stderr)
      expect(code).not.toBe(0)
      expect(stderr).toMatch(/answered|one-time code/)
    }
    await invoke('accounts.list', {})
    expect(await leaks()).toEqual([])
  })
})
