import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js'
import { HcClient } from '@huaweicloud/huaweicloud-sdk-core/HcClient.js'
import { DefaultHttpClient } from '@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient.js'
import { Agent, getGlobalDispatcher, request, type Dispatcher } from 'undici'
import { splitIntoWindows, type Window } from '../../../src/main/collect/windows.ts'
import type { Cloud, Endpoints } from './cloud.ts'

/** As many rows as a page may have. */
const limit = 128

interface Body {
  total_count: number
  process_audit_logs: unknown[]
}

/** Asks for one page. */
export type Ask = (window: Window, offset: number) => Promise<Body>

/** `yyyy-mm-ddThh:mm:ss+0000` */
const written = (at: number) => `${new Date(at).toISOString().slice(0, 19)}+0000`

/** What anybody would write: window by window, page by page, nothing checked, nothing stored. */
export async function readAll(
  windows: readonly Window[],
  ask: Ask,
  take: (rows: unknown[]) => void,
): Promise<void> {
  for (const window of windows) {
    for (let offset = 0, total = 1; offset < total;) {
      const body = await ask(window, offset)
      const rows = body.process_audit_logs
      if (rows.length === 0) break
      total = body.total_count
      offset += rows.length
      take(rows)
    }
  }
}

async function countAll({ range }: Cloud, ask: Ask): Promise<number> {
  let rows = 0
  await readAll(splitIntoWindows(range), ask, ({ length }) => {
    rows += length
  })
  return rows
}

/** Asks with undici and `JSON.parse`, once signed in by password; asks for no compression. */
export async function signedIn(
  { tenant, instanceId }: Cloud,
  { iam, ddm }: Endpoints,
  dispatcher: Dispatcher = getGlobalDispatcher(),
): Promise<Ask> {
  const signIn = await request(`${iam}/v3/auth/tokens`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: {
              name: tenant.userName,
              password: tenant.password,
              domain: { name: tenant.domainName },
            },
          },
        },
        scope: { project: { id: tenant.projectId } },
      },
    }),
  })
  await signIn.body.dump()
  const headers = { 'x-auth-token': String(signIn.headers['x-subject-token']) }
  const base = `${ddm}/v3/${tenant.projectId}/instances/${instanceId}/processes-audit-log`
  return async ({ from, to }, offset) => {
    const query = new URLSearchParams({
      start_time: written(from),
      end_time: written(to),
      offset: String(offset),
      limit: String(limit),
    })
    const { body } = await request(`${base}?${query.toString()}`, { dispatcher, headers })
    return JSON.parse(await body.text()) as Body
  }
}

/**
 * A loop over undici and `JSON.parse`; compression would cost it time on loopback.
 * @returns how many rows it read, those that windows share twice
 */
export async function rawLoop(cloud: Cloud, endpoints: Endpoints): Promise<number> {
  const dispatcher = new Agent()
  try {
    return await countAll(cloud, await signedIn(cloud, endpoints, dispatcher))
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * The vendor's Node SDK: its core client, which every service's client of theirs is made of, with an
 * access key.
 * @returns as `rawLoop`
 */
export async function vendorSdk(cloud: Cloud, { ddm }: Endpoints): Promise<number> {
  const { tenant, instanceId } = cloud
  const credential = new BasicCredentials()
    .withAk(tenant.accessKey)
    .withSk(tenant.secretKey)
    .withProjectId(tenant.projectId)
  // What its ClientBuilder does, which needs a module that the package doesn't declare.
  const options = { headers: { 'User-Agent': 'huaweicloud-usdk-nodejs/3.0; bench' } }
  const client = new HcClient(new DefaultHttpClient(options, [ddm]))
    .withEndpoints([ddm])
    .withCredential(credential)
  return countAll(
    cloud,
    ({ from, to }, offset) =>
      client.sendRequest({
        method: 'GET',
        url: '/v3/{project_id}/instances/{instance_id}/processes-audit-log',
        contentType: 'application/json',
        pathParams: { project_id: tenant.projectId, instance_id: instanceId },
        queryParams: { start_time: written(from), end_time: written(to), offset, limit },
        headers: {},
      }) as Promise<Body>,
  )
}
