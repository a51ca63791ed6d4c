import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NetworkOptions } from '../../../src/main/huawei/connections.ts'
import type { Credentials } from '../../../src/main/huawei/credentials.ts'
import {
  diagnose,
  type DiagnoseOptions,
  type Entrance,
} from '../../../src/main/huawei/diagnosis/diagnose.ts'
import { stringifyJson } from '../../../src/main/huawei/json.ts'
import type {
  DiagnosisStep,
  DiagnosisStepKind,
  StepOutcome,
} from '../../../src/shared/model/diagnosis.ts'
import { ProjectId } from '../../../src/shared/model/ids.ts'
import type { FaultPlan } from '../../../src/simulator/faults/plan.ts'
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts'
import { createPrivateCa, type PrivateCa } from '../../support/certificates.ts'
import { startForwardProxy } from '../../support/forward-proxy.ts'
import { answerJson, serveHttp } from '../../support/http-server.ts'
import { startSocks5Proxy } from '../../support/socks5-proxy.ts'
import { startTlsFront } from '../../support/tls-front.ts'
import { closeAll, host, keep } from '../network/support.ts'

let ca: PrivateCa
let otherCa: PrivateCa
beforeAll(async () => {
  ;[ca, otherCa] = await Promise.all([createPrivateCa(), createPrivateCa()])
})
afterAll(() => Promise.all([ca.delete(), otherCa.delete()]))

/** What the simulated cloud was asked, such as `iam POST /v3/auth/tokens`. */
let asked: string[]
let cloud: Simulator
beforeEach(async () => {
  asked = []
  cloud = keep(
    await startSimulator({
      seed: 7,
      beforeAnswer: ({ service, method, url }) => {
        asked.push(`${service} ${method} ${url.split('?')[0] ?? ''}`)
      },
    }),
  )
})
afterEach(closeAll)

const never = new AbortController().signal
const quick = { connect: 400, answer: 400 }

function passwordOf({ domainName, userName, password }: Simulator['tenants'][number]): Credentials {
  return { method: 'password', domainName, userName, password }
}

async function run(
  options: Partial<DiagnoseOptions> & { credentials?: Credentials } = {},
  signal: AbortSignal = never,
  tell: (steps: DiagnosisStep[]) => void = () => undefined,
): Promise<DiagnosisStep[]> {
  const tenant = cloud.tenants[0]!
  const entrance: Entrance = {
    kind: 'credentials',
    credentials: options.credentials ?? passwordOf(tenant),
  }
  const { iam, dbss, ddm } = cloud
  return diagnose(
    {
      region: tenant.region,
      endpoints: { iam, dbss, ddm },
      projectId: ProjectId.parse(tenant.projectId),
      entrance,
      patience: { connect: 2_000, answer: 5_000 },
      ...options,
    },
    tell,
    signal,
  )
}

/** The outcome of a step; of the IAM host's where there is one for each host. */
function outcome(
  steps: DiagnosisStep[],
  kind: DiagnosisStepKind,
  service: 'iam' | 'dbss' | 'ddm' = kind === 'dbss' || kind === 'ddm' ? kind : 'iam',
): StepOutcome {
  const found = steps.find((step) => step.kind === kind && step.services.includes(service))
  if (found === undefined) throw new Error(`no step ${kind}`)
  return found.outcome
}

const states = (steps: DiagnosisStep[]) =>
  Object.fromEntries(steps.map((step) => [`${step.kind} ${step.services[0]!}`, step.outcome.state]))
const signIns = () => asked.filter((request) => request === 'iam POST /v3/auth/tokens').length

/** All three services behind one TLS server; `hosts` are those its certificate is for. */
async function secureCloud(
  hosts: string[],
  { expired = false, by = ca }: { expired?: boolean; by?: PrivateCa } = {},
): Promise<{ url: string; port: number }> {
  const front = keep(
    await startTlsFront(await by.issue(hosts, { expired }), Number(new URL(cloud.iam).port)),
  )
  return { url: `https://127.0.0.1:${front.port}`, port: front.port }
}

describe('a connection that works', () => {
  it('is followed to the lists of instances, through each step, with the time it took', async () => {
    const steps = await run()
    expect(steps.map(({ kind }) => kind)).toEqual([
      ...['dns', 'connection', 'certificate', 'clock'],
      ...['dns', 'connection', 'certificate', 'clock'],
      ...['dns', 'connection', 'certificate', 'clock'],
      ...['credentials', 'projects', 'dbss', 'ddm'],
    ])
    expect(outcome(steps, 'dns')).toEqual({ state: 'skipped', reason: 'is-address' })
    expect(outcome(steps, 'certificate')).toEqual({ state: 'skipped', reason: 'not-encrypted' })
    expect(outcome(steps, 'connection')).toMatchObject({
      state: 'ok',
      finding: { address: new URL(cloud.iam).host, proxy: null },
    })
    const projectName = cloud.tenants[0]!.projectName
    expect(outcome(steps, 'projects')).toMatchObject({ state: 'ok', finding: { projectName } })
    expect(outcome(steps, 'dbss')).toMatchObject({ state: 'ok', finding: { kind: 'instances' } })
    for (const { outcome: end } of steps) {
      if (end.state === 'ok') expect(end.milliseconds).toBeGreaterThanOrEqual(0)
      expect(['ok', 'skipped']).toContain(end.state)
    }
  })

  it('signs in with no more than the two tokens it needs', async () => {
    await run()
    expect(signIns()).toBe(2)
  })

  it('tells of every step from pending through running to its end', async () => {
    const seen: string[] = []
    await run({}, never, (steps) => {
      const { state } = outcome(steps, 'credentials')
      if (seen.at(-1) !== state) seen.push(state)
    })
    expect(seen).toEqual(['pending', 'running', 'ok'])
  })

  it('may be signed with an access key, which is proved by listing the projects', async () => {
    const { accessKey, secretKey } = cloud.tenants[0]!
    const steps = await run({ credentials: { method: 'access-key', accessKey, secretKey } })
    expect(outcome(steps, 'credentials').state).toBe('ok')
    expect(outcome(steps, 'projects').state).toBe('ok')
    expect(outcome(steps, 'dbss').state).toBe('ok')
    expect(outcome(steps, 'ddm').state).toBe('ok')
    expect(signIns()).toBe(0)
  })

  it('is tried with the project that would be proposed where none was chosen yet', async () => {
    const steps = await run({ projectId: null })
    const projectName = cloud.tenants[0]!.region
    expect(outcome(steps, 'projects')).toMatchObject({ finding: { projectName } })
    expect(outcome(steps, 'ddm').state).toBe('ok')
  })

  it('tries services that share a host together', async () => {
    const { url } = await secureCloud(['127.0.0.1'])
    const steps = await run({
      endpoints: { iam: url, dbss: url, ddm: url },
      network: { proxy: { kind: 'none' }, ca: ca.cert },
    })
    const connections = steps.filter(({ kind }) => kind === 'connection')
    expect(connections.map(({ services }) => services)).toEqual([['iam', 'dbss', 'ddm']])
  })
})

describe('a name', () => {
  it('that nobody knows ends the way to its host, and leaves the others alone', async () => {
    const { iam, dbss } = cloud
    const ddm = 'https://ddm.no-such-name.invalid'
    const steps = await run({ endpoints: { iam, dbss, ddm } })
    const failed = outcome(steps, 'dns', 'ddm')
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'network' } })
    // A machine without any name server can't tell whether there is such a name.
    if (failed.state === 'failed') expect(['name-unknown', 'name-server']).toContain(failed.fault)
    const needs = { state: 'skipped', reason: 'needs-earlier' }
    expect(outcome(steps, 'connection', 'ddm')).toEqual(needs)
    expect(outcome(steps, 'clock', 'ddm')).toEqual(needs)
    expect(outcome(steps, 'ddm')).toEqual(needs)
    expect(outcome(steps, 'dbss').state).toBe('ok')
  })

  it('that is known says its addresses', async () => {
    const iam = cloud.iam.replace('127.0.0.1', 'localhost')
    const steps = await run({ endpoints: { ...cloud, iam } })
    expect(outcome(steps, 'dns')).toMatchObject({ state: 'ok', finding: { kind: 'addresses' } })
  })
})

describe('a server', () => {
  it('whose port is closed refuses the connection', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const steps = await run({ endpoints: { ...cloud, iam: `http://127.0.0.1:${port}` } })
    expect(outcome(steps, 'connection')).toMatchObject({
      state: 'failed',
      fault: 'refused',
      error: { code: 'network' },
    })
    // Without a token there is no asking the others.
    expect(outcome(steps, 'credentials').state).toBe('skipped')
    expect(outcome(steps, 'dbss').state).toBe('skipped')
    expect(outcome(steps, 'clock', 'dbss').state).toBe('ok')
  })

  it('that takes the connection and never says a word is silent, and time runs out', async () => {
    const silent = await silentServer()
    const plain = await run({ endpoints: { ...cloud, iam: `http://${silent}` }, patience: quick })
    expect(outcome(plain, 'connection').state).toBe('ok')
    expect(outcome(plain, 'clock')).toMatchObject({
      state: 'failed',
      fault: 'no-answer',
      error: { code: 'timeout' },
    })
    const secure = await run({ endpoints: { ...cloud, iam: `https://${silent}` }, patience: quick })
    expect(outcome(secure, 'certificate')).toMatchObject({ state: 'failed', fault: 'silent' })
    await expect.poll(() => silentSockets.size).toBe(0)
  })

  it('that does not speak TLS is found out', async () => {
    const steps = await run({ endpoints: { ...cloud, iam: cloud.iam.replace('http:', 'https:') } })
    expect(outcome(steps, 'certificate')).toMatchObject({ state: 'failed', fault: 'no-tls' })
  })
})

describe('a certificate', () => {
  const to = (url: string, network: Partial<NetworkOptions>) =>
    run({
      endpoints: { ...cloud, iam: url },
      network: { proxy: { kind: 'none' }, ca: null, ...network },
    })

  it('of the company’s own authority is trusted once that is named, and called private', async () => {
    const { url } = await secureCloud(['127.0.0.1'])
    const steps = await to(url, { ca: ca.cert })
    expect(outcome(steps, 'certificate')).toMatchObject({
      state: 'ok',
      finding: {
        certificate: {
          subject: '127.0.0.1',
          issuer: 'Audit Desk test CA',
          isPrivate: true,
          protocol: 'TLSv1.3',
        },
      },
    })
    expect(outcome(steps, 'dbss').state).toBe('ok')
  })

  it.each([
    ['of an unknown authority', {}, 'authority-unknown', () => otherCa],
    ['that has expired', { expired: true }, 'certificate-expired', () => ca],
    ['of another host', { hosts: ['iam.test.example'] }, 'certificate-name', () => ca],
  ])('%s is refused, with its issuer and dates, and nothing is sent', async (_, how, fault, by) => {
    const hosts = 'hosts' in how ? how.hosts : ['127.0.0.1']
    const { url } = await secureCloud(hosts, { expired: 'expired' in how, by: by() })
    const steps = await to(url, { ca: ca.cert })
    const failed = outcome(steps, 'certificate')
    expect(failed).toMatchObject({ state: 'failed', fault, error: { code: 'tls' } })
    if (failed.state !== 'failed') return
    expect(failed.certificate?.issuer).toBe('Audit Desk test CA')
    const expires = Date.parse(failed.certificate?.validTo ?? '')
    expect(expires < Date.now()).toBe(fault === 'certificate-expired')
    expect(asked.filter((request) => request.startsWith('iam'))).toEqual([])
    expect(outcome(steps, 'credentials')).toEqual({ state: 'skipped', reason: 'needs-earlier' })
  })
})

describe('a clock', () => {
  const skewed = (seconds: number, service?: 'iam'): FaultPlan => ({
    rules: [{ match: service === undefined ? {} : { service }, fault: { kind: 'clock', seconds } }],
  })

  it('that is off by more than signatures bear is a fault, which keeps nobody from signing in', async () => {
    cloud.setFaults(skewed(3600))
    const steps = await run()
    const failed = outcome(steps, 'clock')
    expect(failed).toMatchObject({ state: 'failed', fault: 'clock-off', error: { code: 'clock' } })
    if (failed.state === 'failed') expect(Math.round((failed.skew ?? 0) / 60_000)).toBe(60)
    expect(outcome(steps, 'credentials').state).toBe('ok')
  })

  it('is known before the first signature, so that none is refused for it', async () => {
    cloud.setFaults(skewed(3600))
    const { accessKey, secretKey } = cloud.tenants[0]!
    const steps = await run({ credentials: { method: 'access-key', accessKey, secretKey } })
    expect(outcome(steps, 'credentials').state).toBe('ok')
    expect(asked.filter((request) => request === 'iam GET /v3/projects')).toHaveLength(1)
  })

  it('that is a little off is told', async () => {
    cloud.setFaults(skewed(-120))
    const steps = await run()
    const good = outcome(steps, 'clock')
    expect(good.state).toBe('ok')
    if (good.state === 'ok' && good.finding.kind === 'clock') {
      expect(Math.round(good.finding.skew / 1000 / 60)).toBe(-2)
    }
  })

  it('can’t be told where the answers carry no time', async () => {
    const dateless = keep(
      await serveHttp((_, response) => {
        response.sendDate = false
        answerJson(response, {})
      }),
    )
    const steps = await run({ endpoints: { ...cloud, ddm: dateless.url } })
    expect(outcome(steps, 'clock', 'ddm')).toEqual({ state: 'skipped', reason: 'no-date' })
  })
})

describe('a secret', () => {
  it('that is wrong is sent once, and nothing after it', async () => {
    const wrong = {
      ...passwordOf(cloud.tenants[0]!),
      password: 'canary-of-a-password',
    } as Credentials
    const steps = await run({ credentials: wrong })
    const failed = outcome(steps, 'credentials')
    expect(failed).toMatchObject({
      state: 'failed',
      fault: 'secret-refused',
      error: { code: 'credentials', status: 401 },
    })
    if (failed.state === 'failed') expect(failed.error.requestId).toMatch(/^[0-9a-f]{32}$/)
    expect(signIns()).toBe(1)
    for (const kind of ['projects', 'dbss', 'ddm'] as const) {
      expect(outcome(steps, kind)).toEqual({ state: 'skipped', reason: 'needs-earlier' })
    }
    expect(stringifyJson(steps)).not.toContain('canary-of-a-password')
  })

  it('that signs wrongly is sent once, for five failures lock the key', async () => {
    const { accessKey } = cloud.tenants[0]!
    const steps = await run({
      credentials: { method: 'access-key', accessKey, secretKey: 'canary-of-a-key' },
    })
    expect(outcome(steps, 'credentials')).toMatchObject({
      state: 'failed',
      fault: 'secret-refused',
    })
    expect(asked.filter((request) => !request.endsWith(' GET /'))).toEqual(['iam GET /v3/projects'])
    expect(stringifyJson(steps)).not.toContain('canary-of-a-key')
  })

  it('that must not be used is not, and it is said why', async () => {
    const steps = await run({ entrance: { kind: 'none', reason: 'one-time-code' } })
    expect(outcome(steps, 'credentials')).toEqual({ state: 'skipped', reason: 'one-time-code' })
    expect(outcome(steps, 'clock').state).toBe('ok')
    expect(signIns()).toBe(0)
  })

  it('is not tried again when the service has a passing problem', async () => {
    cloud.setFaults({
      rules: [
        {
          match: { endpoint: 'tokens' },
          fault: { kind: 'error', status: 503, envelope: 'gateway' },
        },
      ],
    })
    const steps = await run()
    expect(outcome(steps, 'credentials')).toMatchObject({ state: 'failed', fault: 'other' })
    expect(signIns()).toBe(1)
  })
})

describe('a permission', () => {
  it('that is missing for DDM alone is told of DDM alone, with what to give to support', async () => {
    cloud.setFaults({
      rules: [
        { match: { service: 'ddm' }, fault: { kind: 'error', status: 403, envelope: 'ddm' } },
      ],
    })
    const steps = await run()
    expect(outcome(steps, 'dbss').state).toBe('ok')
    const failed = outcome(steps, 'ddm')
    expect(failed).toMatchObject({ state: 'failed', fault: 'permission', error: { status: 403 } })
    if (failed.state === 'failed') expect(failed.error.requestId).toBeDefined()
  })

  it('to list projects is one of its own: the instances are tried without it', async () => {
    cloud.setFaults({
      rules: [
        { match: { endpoint: 'projects' }, fault: { kind: 'error', status: 403, envelope: 'iam' } },
      ],
    })
    const steps = await run()
    expect(outcome(steps, 'projects')).toMatchObject({ state: 'failed', fault: 'permission' })
    expect(outcome(steps, 'dbss').state).toBe('ok')
  })

  it('to enter the project is missing when that isn’t listed', async () => {
    const steps = await run({ projectId: ProjectId.parse('0'.repeat(32)) })
    expect(outcome(steps, 'projects')).toMatchObject({ state: 'failed', fault: 'project-missing' })
    expect(outcome(steps, 'dbss')).toEqual({ state: 'skipped', reason: 'needs-earlier' })
  })
})

describe('a proxy', () => {
  const credentials = { userName: 'auditor', password: 'canary-of-a-proxy' }
  const endpoints = { iam: `https://${host}`, dbss: `https://${host}`, ddm: `https://${host}` }

  async function through(
    url: string,
    given: Partial<typeof credentials> = {},
  ): Promise<DiagnosisStep[]> {
    return run({
      endpoints,
      network: { proxy: { kind: 'manual', url, ...given }, ca: ca.cert },
    })
  }

  it('looks names up itself, and is told to have been used', async () => {
    const { port } = await secureCloud([host])
    const proxy = keep(await startForwardProxy({ hosts: { [host]: port }, credentials }))
    const steps = await through(proxy.url, credentials)
    expect(outcome(steps, 'dns')).toEqual({ state: 'skipped', reason: 'proxy-looks-up' })
    expect(outcome(steps, 'connection')).toMatchObject({
      state: 'ok',
      finding: { proxy: proxy.address, address: null },
    })
    expect(outcome(steps, 'certificate').state).toBe('ok')
    expect(outcome(steps, 'credentials').state).toBe('ok')
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${host}:443`]))
  })

  it('may speak SOCKS5 or TLS', async () => {
    const { port } = await secureCloud([host])
    const socks = keep(await startSocks5Proxy({ hosts: { [host]: port } }))
    expect(outcome(await through(socks.url), 'certificate').state).toBe('ok')
    const secure = await ca.issue(['localhost'])
    const proxy = keep(await startForwardProxy({ hosts: { [host]: port }, secure }))
    expect(outcome(await through(proxy.url), 'certificate').state).toBe('ok')
  })

  it('that wants a user name and a password says so, and theirs is never shown', async () => {
    const proxy = keep(await startForwardProxy({ hosts: {}, credentials }))
    for (const given of [{}, { userName: 'auditor', password: 'canary-that-is-wrong' }]) {
      const steps = await through(proxy.url, given)
      expect(outcome(steps, 'connection')).toMatchObject({
        state: 'failed',
        fault: 'proxy-password',
        error: { code: 'proxy' },
      })
      expect(stringifyJson(steps)).not.toContain('canary')
    }
  })

  it.each([
    [403, 'proxy-refused'],
    [503, 'proxy-no-way'],
  ])('that answers %i is told apart', async (status, fault) => {
    const proxy = keep(await startForwardProxy({ hosts: {}, refusal: { status } }))
    expect(outcome(await through(proxy.url), 'connection')).toMatchObject({ fault })
  })

  it('that is not there is named', async () => {
    const steps = await through('http://127.0.0.1:9')
    expect(outcome(steps, 'connection')).toMatchObject({
      state: 'failed',
      fault: 'proxy-unreachable',
    })
    const failed = outcome(steps, 'connection')
    if (failed.state === 'failed') expect(failed.error.message).toContain('127.0.0.1:9')
  })

  it('with a certificate nobody trusts is told from a service with one', async () => {
    const secure = await otherCa.issue(['localhost'])
    const proxy = keep(await startForwardProxy({ hosts: {}, secure }))
    expect(outcome(await through(proxy.url), 'connection')).toMatchObject({
      fault: 'proxy-certificate',
    })
  })
})

describe('stopping', () => {
  it('ends at once, keeps what was found and says of the rest that it was stopped', async () => {
    const controller = new AbortController()
    const silent = await silentServer()
    const started = Date.now()
    const steps = await run(
      {
        endpoints: { ...cloud, ddm: `http://${silent}` },
        patience: { connect: 30_000, answer: 30_000 },
      },
      controller.signal,
      (now) => {
        const done = outcome(now, 'clock', 'dbss').state === 'ok'
        if (done && outcome(now, 'clock', 'ddm').state === 'running') controller.abort()
      },
    )
    expect(Date.now() - started).toBeLessThan(5_000)
    const stopped = { state: 'skipped', reason: 'stopped' }
    expect(outcome(steps, 'clock', 'ddm')).toEqual(stopped)
    expect(outcome(steps, 'credentials')).toEqual(stopped)
    expect(outcome(steps, 'clock', 'dbss').state).toBe('ok')
    expect(Object.values(states(steps))).not.toContain('running')
    expect(signIns()).toBe(0)
  })
})

const silentSockets = new Set<Socket>()

/** Takes connections and says nothing. @returns host and port */
async function silentServer(): Promise<string> {
  const server = createServer((socket) => {
    silentSockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', () => undefined)
    socket.on('close', () => silentSockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  keep({
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of silentSockets) socket.destroy()
      }),
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
