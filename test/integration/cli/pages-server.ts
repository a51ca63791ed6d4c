import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A server that knows signing in and the five documented calls, and nothing else. It shares no code
 * with the client or the simulator; answers are JSON text, so that every digit is under control.
 */
export interface PagesServer {
  url: string
  /** `METHOD /path` of every request, in order, without the query. */
  asked: string[]
  /** Bodies of the POSTs to DBSS. */
  bodies: string[]
  /** What was asked against the rules of the reference pages; tests expect none. */
  violations: string[]
  /** The answers; tests replace them. */
  answers: { summary: string; sessions: string; risk: string; history: string }
  killLog: KillLog
  /** Called before each answer; returns another one to give instead. */
  instead: (path: string) => Instead | Promise<Instead>
  close(): Promise<void>
}

type Instead = {
  status: number
  body: string
  type?: string
  headers?: Record<string, string>
} | null

export interface KillLog {
  /** In the service's order. */
  records: { at: number; json: string }[]
  /** What `total_count` claims beyond what there is, by the start of the window. */
  claim: (from: number) => number
}

export const account = {
  domainName: 'auditors-inc',
  userName: 'li.wei',
  password: 'Corr3ct-"horse"-battery',
  region: 'test-region-1',
  project: 'b9351f98c724428794ba7d105fa3558d',
}
export const auditInstance = 'af3b1c9d2e5f47a8b6c0d1e2f3a4b5c6'
export const ddmInstance = '5af0884170a84164980f79f9f5bf230cin09'
export const token = `MIIT${'k0ken'.repeat(800)}`

const week = 7 * 24 * 3_600_000

export async function startPages(): Promise<PagesServer> {
  const { project } = account
  const audit = `/audit/${auditInstance}/statistics`
  const routes: Record<string, keyof PagesServer['answers']> = {
    [`GET /v2/${project}/audit/summary/info`]: 'summary',
    [`POST /v1/${project}${audit}/session/db-account`]: 'sessions',
    [`POST /v1/${project}${audit}/trend/risk-operation`]: 'risk',
    [`GET /v2/${project}${audit}/trend/history`]: 'history',
  }
  const killLogRoute = `GET /v3/${project}/instances/${ddmInstance}/processes-audit-log`

  const server = createServer((request, response) => {
    void (async () => {
      const [path = '', query = ''] = (request.url ?? '').split('?')
      const route = `${request.method ?? ''} ${path}`
      const body = await read(request)
      const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
      }
      state.asked.push(route)
      const instead = await state.instead(path)
      if (instead !== null) {
        answer(instead.status, instead.body, {
          'content-type': instead.type ?? 'application/json',
          'x-request-id': 'req-instead',
          ...instead.headers,
        })
        return
      }
      if (route === 'POST /v3/auth/tokens') {
        if (!signsIn(body)) {
          answer(
            401,
            '{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}',
          )
          return
        }
        answer(201, '{"token":{"expires_at":"2099-01-01T00:00:00.000000Z"}}', {
          'x-subject-token': token,
        })
        return
      }
      if (request.headers['x-auth-token'] !== token) {
        state.violations.push(`${route} without the token`)
        answer(
          401,
          '{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information"}',
        )
        return
      }
      const headers = { 'x-request-id': `req-${state.asked.length}` }
      const page = routes[route]
      if (page !== undefined) {
        if (request.method === 'POST') state.bodies.push(body)
        answer(200, state.answers[page], headers)
      } else if (route === killLogRoute) {
        answer(200, killLogPage(query), headers)
      } else {
        state.violations.push(`${route} is none of the five pages`)
        answer(404, '{"error_code":"APIGW.0101","error_msg":"The API does not exist"}', headers)
      }
    })()
  })

  const killLogPage = (query: string): string => {
    const broken = (rule: string): void => void state.violations.push(`${query}: ${rule}`)
    if (query.includes('+')) broken('a raw + is a space')
    const value = Object.fromEntries(
      query.split('&').map((pair) => pair.split('=').map(decodeURIComponent)),
    ) as Record<string, string>
    const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{4})$/
    const time = (name: string): number => {
      const text = value[name] ?? ''
      if (!form.test(text)) broken(`${name} is not yyyy-mm-ddThh:mm:ssZ`)
      return Date.parse(text.replace(/(\d{2})(\d{2})$/, '$1:$2'))
    }
    const [from, to] = [time('start_time'), time('end_time')]
    const [offset, limit] = [Number(value['offset'] ?? 0), Number(value['limit'] ?? 10)]
    if (!(from < to)) broken('the end is not after the start')
    if (to - from > week) broken('more than 7 days')
    if (!(limit >= 1 && limit <= 128)) broken('limit is not from 1 to 128')
    if (!(offset >= 0)) broken('offset is negative')
    const { records, claim } = state.killLog
    const rows = records.filter(({ at }) => at >= from && at <= to)
    const shown = rows.slice(offset, offset + limit).map(({ json }) => json)
    return `{"total_count":${rows.length + claim(from)},"process_audit_logs":[${shown.join(',')}]}`
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const state: PagesServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    bodies: [],
    violations: [],
    answers: {
      summary: '{"total":0,"data_list":[]}',
      sessions: '[]',
      risk: '{"status":"FINISHED","operation_statistics":[]}',
      history: '[]',
    },
    killLog: { records: [], claim: () => 0 },
    instead: () => null,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return state
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text
}

function signsIn(body: string): boolean {
  const expected = {
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user: {
            name: account.userName,
            password: account.password,
            domain: { name: account.domainName },
          },
        },
      },
      scope: { project: { id: account.project } },
    },
  }
  return JSON.stringify(JSON.parse(body)) === JSON.stringify(expected)
}

/** A row of the kill log as the service writes it. */
export function killRecord(at: number, processId: string, operator = 'ops'): KillLog['records'][0] {
  const time = `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+0800`
  return {
    at,
    json: `{"instance_id":"${ddmInstance}","instance_name":"orders","process_id":${processId},"execute_user_name":${JSON.stringify(operator)},"execute_time":"${time}"}`,
  }
}
