import { AuditDeskError } from '../../shared/errors.ts'
import type { AuditInstanceId, DatabaseId } from '../../shared/model/ids.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'
import type { TrendType } from '../../shared/model/trend.ts'
import { projectPath, type Asker, type Checked } from './client.ts'
import { allPages, type AllPages } from './paging.ts'
import { formatDbssTime } from './time.ts'
import type { ApiRequest } from './transport.ts'
import { wireTrend, type WireTrend } from './trend-wire.ts'
import {
  WireAnalyses,
  WireAuditInstances,
  WireDatabases,
  WireSessions,
  WireSummary,
  type WireAuditInstance,
  type WireDatabase,
  type WireSummaryRow,
} from './wire.ts'

/** The largest page the summary and the databases allow is 10,000; this keeps answers small. */
const pageLimit = 1000

/** What of an instance's statistics is asked for. */
interface StatisticsQuestion {
  instanceId: AuditInstanceId
  range: TimeRange
  /** The zone explicit times are sent in: that of the instance, as far as it is known. */
  timeZone: string
}

export interface SessionsQuestion extends StatisticsQuestion {
  /** Empty for all databases. */
  databaseIds: readonly DatabaseId[]
}

export interface AskedTrend extends StatisticsQuestion {
  type: TrendType
  /** `null` for all databases; unlike the sessions' call, this takes one or none. */
  databaseId: DatabaseId | null
}

/** All pages of the audit summary (`GET /v2/{project_id}/audit/summary/info`, seed-2). */
export function getSummary(
  client: Asker,
  signal: AbortSignal,
): Promise<AllPages<WireSummary, WireSummaryRow>> {
  return allPages(
    (offset) =>
      client.ask(
        {
          service: 'dbss',
          method: 'GET',
          path: projectPath(client, 'v2', 'audit', 'summary', 'info'),
          query: pageQuery(offset),
        },
        WireSummary,
        'audit summary',
        signal,
      ),
    (body) => ({ rows: body.data_list ?? null, total: body.total ?? null }),
    pageLimit,
  )
}

/**
 * Sessions per database user
 * (`POST /v1/{project_id}/audit/{instance_id}/statistics/session/db-account`, seed-0).
 * Not paged.
 */
export function getSessions(
  client: Asker,
  { instanceId, range, timeZone, databaseIds }: SessionsQuestion,
  signal: AbortSignal,
): Promise<Checked<WireSessions>> {
  return client.ask(
    {
      service: 'dbss',
      method: 'POST',
      path: projectPath(client, 'v1', 'audit', instanceId, 'statistics', 'session', 'db-account'),
      body: {
        ...(databaseIds.length > 0 ? { db_id: databaseIds } : {}),
        time: duration(range, timeZone),
      },
    },
    WireSessions,
    'session distribution',
    signal,
  )
}

/**
 * A stored trend: that of risky operations
 * (`POST /v1/{project_id}/audit/{instance_id}/statistics/trend/risk-operation`, seed-1) or one of its
 * siblings, which differ in the last part of the path and in the names of what they count.
 * `regenerate` is 0: nothing on the server changes.
 */
export function getTrend(
  client: Asker,
  question: AskedTrend,
  signal: AbortSignal,
): Promise<Checked<WireTrend>> {
  const { type } = question
  return client.ask(trendRequest(client, question, 0), wireTrend(type), trendNames[type], signal)
}

/**
 * Has a trend computed anew: as `getTrend`, with `regenerate` 1. Changes what the server keeps, so it
 * is sent once and never repeated.
 */
export function regenerateTrend(
  client: Asker,
  question: AskedTrend,
  signal: AbortSignal,
): Promise<Checked<WireTrend>> {
  const { type } = question
  const request = trendRequest(client, question, 1)
  return client.askOnce(request, wireTrend(type), trendNames[type], signal)
}

/** What errors call the answers. */
const trendNames: Readonly<Record<TrendType, string>> = {
  'risk-operation': 'trend of risky operations',
  'risk-level': 'trend of risk levels',
  session: 'trend of sessions',
  'sql-type': 'trend of statement types',
  'sql-count': 'trend of statements',
  'sql-injection': 'trend of injections',
}

function trendRequest(
  client: Asker,
  { type, instanceId, range, timeZone, databaseId }: AskedTrend,
  regenerate: 0 | 1,
): ApiRequest {
  return {
    service: 'dbss',
    method: 'POST',
    path: projectPath(client, 'v1', 'audit', instanceId, 'statistics', 'trend', type),
    body: {
      ...(databaseId === null ? {} : { db_id: databaseId }),
      regenerate,
      time: duration(range, timeZone),
    },
  }
}

/** Which analyses exist (`GET /v2/{project_id}/audit/{instance_id}/statistics/trend/history`, seed-3). */
export function getAnalyses(
  client: Asker,
  instanceId: AuditInstanceId,
  signal: AbortSignal,
): Promise<Checked<WireAnalyses>> {
  return client.ask(
    {
      service: 'dbss',
      method: 'GET',
      path: projectPath(client, 'v2', 'audit', instanceId, 'statistics', 'trend', 'history'),
    },
    WireAnalyses,
    'list of analyses',
    signal,
  )
}

type InstancesBody = (typeof WireAuditInstances)['_output']

/**
 * All audit instances. The list exists in three variants; the newest, which alone tells the time
 * zone, is asked first and the older ones where the service doesn't know it.
 */
export async function getAuditInstances(
  client: Asker,
  signal: AbortSignal,
): Promise<AllPages<InstancesBody, WireAuditInstance>> {
  const variants = [
    projectPath(client, 'v1', 'audit', 'instances'),
    projectPath(client, 'v2', 'audit', 'instances'),
    projectPath(client, 'v1', 'dbss', 'audit', 'instances'),
  ]
  return firstKnown(variants, (path) =>
    allPages(
      (offset) =>
        client.ask(
          { service: 'dbss', method: 'GET', path, query: pageQuery(offset) },
          WireAuditInstances,
          'list of audit instances',
          signal,
        ),
      (body) => ({ rows: body.instances ?? body.servers ?? null, total: body.total ?? null }),
      pageLimit,
    ),
  )
}

type DatabasesBody = (typeof WireDatabases)['_output']

/** All databases under audit by an instance, newest variant of the list first. */
export async function getDatabases(
  client: Asker,
  instanceId: AuditInstanceId,
  signal: AbortSignal,
): Promise<AllPages<DatabasesBody, WireDatabase>> {
  const variants = [
    projectPath(client, 'v2', 'audit', instanceId, 'databases'),
    projectPath(client, 'v1', instanceId, 'dbss', 'audit', 'databases'),
  ]
  return firstKnown(variants, (path) =>
    allPages(
      (offset) =>
        client.ask(
          { service: 'dbss', method: 'GET', path, query: pageQuery(offset) },
          WireDatabases,
          'list of databases',
          signal,
        ),
      (body) => ({
        rows: body.databases?.map(({ database }) => database) ?? null,
        total: body.total ?? null,
      }),
      pageLimit,
    ),
  )
}

/** A preset is sent as the user chose it; the service lets it win over explicit times. */
function duration(range: TimeRange, timeZone: string): Record<string, string> {
  return range.kind === 'preset'
    ? { time_range: range.preset }
    : {
        start_time: formatDbssTime(range.bounds.from, timeZone),
        end_time: formatDbssTime(range.bounds.to, timeZone),
      }
}

function pageQuery(offset: number): [string, string][] {
  return [
    ['offset', String(offset)],
    ['limit', String(pageLimit)],
  ]
}

/** Asks the variants of one question in turn until the service knows one. */
async function firstKnown<T>(
  paths: readonly string[],
  ask: (path: string) => Promise<T>,
): Promise<T> {
  const [path = '', ...others] = paths
  try {
    return await ask(path)
  } catch (error) {
    const isUnknown = error instanceof AuditDeskError && error.code === 'not-found'
    if (!isUnknown || others.length === 0) throw error
    return firstKnown(others, ask)
  }
}
