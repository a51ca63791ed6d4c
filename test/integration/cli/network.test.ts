import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { connect, type AddressInfo } from 'node:net'
import { createServer as createTlsServer, type Server } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPrivateCa, type PrivateCa } from '../../support/certificates.ts'
import { startForwardProxy, type ForwardProxy } from '../../support/forward-proxy.ts'
import { account, startPages, token, type PagesServer } from './pages-server.ts'
import { endpoints, run, runHere, signedIn } from './run.ts'

/** The hosts the region stands for; no name server knows them, only the proxy does. */
const hosts = ['iam', 'dbss', 'ddm'].map((name) => `${name}.${account.region}.myhuaweicloud.com`)
const [iam = '', dbss = ''] = hosts
const nowhere = 'https://cloud.audit-desk.invalid'

let ca: PrivateCa
let pages: PagesServer
let secure: Server
beforeAll(async () => {
  ca = await createPrivateCa()
  pages = await startPages()
  const port = Number(new URL(pages.url).port)
  secure = createTlsServer(await ca.issue(hosts), (socket) => {
    const onward = connect(port, '127.0.0.1')
    socket.on('error', () => onward.destroy())
    onward.on('error', () => socket.destroy())
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await pages.close()
  await new Promise((resolve) => secure.close(resolve))
  await ca.delete()
})

const credentials = { userName: 'auditor', password: 'pr0xy-s3cret' }
let proxy: ForwardProxy
beforeEach(async () => {
  pages.asked.length = 0
  const { port } = secure.address() as AddressInfo
  proxy = await startForwardProxy({
    hosts: Object.fromEntries(hosts.map((host) => [host, port])),
    credentials,
  })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await proxy.close()
})
const proxyUrl = (password = credentials.password): string =>
  `http://${credentials.userName}:${password}@${proxy.address}`

describe('behind a proxy, with a private certificate authority', () => {
  it('the endpoints of the region are reached through HTTPS_PROXY, trusted by --ca-file', async () => {
    const { code, stdout, stderr } = await run(['summary', '--ca-file', ca.file], {
      environment: { ...signedIn, HTTPS_PROXY: proxyUrl() },
    })
    expect(code).toBe(0)
    expect(stdout).toContain('Project')
    expect(proxy.seen).toEqual([`CONNECT ${iam}:443`, `CONNECT ${dbss}:443`])
    expect(pages.asked).toEqual([
      'POST /v3/auth/tokens',
      `GET /v2/${account.project}/audit/summary/info`,
    ])
    for (const secret of [credentials.password, account.password, token])
      expect(stdout + stderr).not.toContain(secret)
  })

  it('HTTP_PROXY alone, and lower case, do as well', async () => {
    const [upper, lower] = await Promise.all(
      ['HTTP_PROXY', 'https_proxy'].map((name) =>
        run(['summary', '--ca-file', ca.file], {
          environment: { ...signedIn, [name]: proxyUrl() },
        }),
      ),
    )
    expect([upper?.code, lower?.code]).toEqual([0, 0])
    expect(proxy.seen).toHaveLength(4)
  })

  it('without --ca-file nothing is sent, and the option is named', async () => {
    const { code, stdout, stderr } = await run(['summary'], {
      environment: { ...signedIn, HTTPS_PROXY: proxyUrl() },
    })
    expect([code, stdout, pages.asked]).toEqual([1, '', []])
    expect(stderr).toMatch(/^tls: The certificate of iam\./)
    expect(stderr).toContain('--ca-file')
  })

  it('a proxy that wants another password is said, the password is not', async () => {
    const { code, stderr } = await run(['summary', '--ca-file', ca.file], {
      environment: { ...signedIn, HTTPS_PROXY: proxyUrl('wr0ng-s3cret') },
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^proxy: /)
    expect(stderr).not.toContain('s3cret')
  })

  it('this machine itself and the hosts of NO_PROXY are reached without it', async () => {
    const here = await run(['summary', ...endpoints(pages)], {
      environment: { ...signedIn, HTTP_PROXY: proxyUrl(), HTTPS_PROXY: proxyUrl() },
    })
    expect(here.code).toBe(0)

    vi.stubEnv('HTTPS_PROXY', proxyUrl())
    vi.stubEnv('NO_PROXY', '.audit-desk.invalid')
    const elsewhere = await runHere(['summary', '--iam-endpoint', nowhere], {
      environment: signedIn,
    })
    expect(elsewhere.code).toBe(1)
    expect(elsewhere.stderr).toMatch(/^network: No connection to cloud\.audit-desk\.invalid/)
    expect(proxy.seen).toEqual([])

    vi.stubEnv('NO_PROXY', '')
    await runHere(['summary', '--iam-endpoint', nowhere], { environment: signedIn })
    expect(proxy.seen).toEqual(['CONNECT cloud.audit-desk.invalid:443'])
  })
})

describe('a CA file', () => {
  it('that can’t be read or holds no certificate is a wrong use, before anything is asked', async () => {
    const folder = dirname(ca.file)
    const none = join(folder, 'none.pem')
    const text = join(folder, 'text.pem')
    await writeFile(text, 'not a certificate')
    const at = (file: string) =>
      runHere(['summary', '--ca-file', file, ...endpoints(pages)], { environment: signedIn })
    expect(await at(none)).toMatchObject({ code: 2, stdout: '' })
    expect((await at(none)).stderr).toContain(`--ca-file ${none} could not be read.`)
    expect((await at(text)).stderr).toContain(`--ca-file ${text} holds no certificate`)
    expect((await at('')).stderr).toContain('--ca-file must name a file.')
    expect(pages.asked).toEqual([])
  })
})
