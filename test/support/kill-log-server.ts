import { answerJson, answerToken, serveHttp, type TestServer } from './http-server.ts'

export interface KillRow {
  /** Seconds since the epoch. */
  at: number
  id: number
}

/** Records, or pages counted from 0 or from 1. */
type OffsetMeaning = 'record' | 'page-from-0' | 'page-from-1'

export interface KillLogService {
  rows: readonly KillRow[]
  /** What `offset` means, at each request (counted from 1) if it changes. */
  offset?: OffsetMeaning | ((request: number) => OffsetMeaning)
  /** Whether a record at the very end of a window belongs to it. */
  endBelongs?: boolean
  /** What the service says `total_count` is, for the rows it found. */
  total?: (count: number, request: number) => number | undefined
  /** What the service makes a list of, of the rows it found; newest first. */
  list?: (found: readonly KillRow[]) => readonly KillRow[]
  /** Told of every window that is asked for, in seconds since the epoch. */
  note?: (from: number, to: number) => void
  /** Answers something else to this request (counted from 1); `true` when it did. */
  instead?: (request: number, response: Parameters<typeof answerJson>[0]) => boolean
}

/** A row as the service sends it. */
export function wireRow({ at, id }: KillRow) {
  return {
    instance_id: 'f08206cf0d5ef5c11816418fd3ec21b9in09',
    instance_name: 'ddm-orders',
    process_id: id,
    execute_user_name: 'root',
    execute_time: `${new Date(at * 1000).toISOString().slice(0, 19)}+0000`,
  }
}

/** A kill log as strict as the reference page, and as odd as the test wants. */
export async function serveKillLog(
  service: KillLogService,
): Promise<TestServer & { requests: () => number }> {
  let requests = 0
  const {
    rows,
    offset: meanings = 'record',
    endBelongs = true,
    total = (count: number) => count,
    list = (found: readonly KillRow[]) => found,
  } = service
  const server = await serveHttp((request, response) => {
    if (request.url?.startsWith('/v3/auth/tokens') === true) {
      answerToken(response)
      return
    }
    requests++
    if (service.instead?.(requests, response) === true) return
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const from = Date.parse((query.get('start_time') ?? '').replace('+0000', 'Z')) / 1000
    const to = Date.parse((query.get('end_time') ?? '').replace('+0000', 'Z')) / 1000
    service.note?.(from, to)
    const limit = Number(query.get('limit'))
    const offset = Number(query.get('offset'))
    if (!(to - from <= 7 * 86_400) || !(limit >= 1 && limit <= 128) || !(offset >= 0)) {
      const body = { error_code: 'DBS.300377', error_msg: 'Invalid time range.' }
      answerJson(response, body, { status: 400 })
      return
    }
    const found = list(
      rows
        .filter(({ at }) => at >= from && (endBelongs ? at <= to : at < to))
        .sort((a, b) => b.at - a.at),
    )
    const meaning = typeof meanings === 'function' ? meanings(requests) : meanings
    const first = {
      record: offset,
      'page-from-0': offset * limit,
      'page-from-1': Math.max(0, offset - 1) * limit,
    }[meaning]
    answerJson(response, {
      total_count: total(found.length, requests),
      process_audit_logs: found.slice(first, first + limit).map(wireRow),
    })
  })
  return { ...server, requests: () => requests }
}
