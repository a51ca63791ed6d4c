import { z } from 'zod'
import { AccountId, DdmInstanceId } from '../model/ids.ts'
import { AnswerFrom } from '../model/question.ts'
import { TimeZone } from '../model/time-zone.ts'
import { Bounds, TimeRange } from '../model/time-range.ts'
import type { Answer, Source } from '../model/answer.ts'
import type { Coverage } from '../model/coverage.ts'
import type { DdmInstance } from '../model/instance.ts'
import type { KillRecord } from '../model/kill-record.ts'
import { procedure } from './procedure.ts'

const ofAccount = z.object({ accountId: AccountId })

/** Names one run of collecting. The caller makes it up, so that it can stop it from the start. */
export const CollectionId = z.uuid().brand<'CollectionId'>()
export type CollectionId = z.infer<typeof CollectionId>

const ofCollection = ofAccount.extend({ collectionId: CollectionId })

/** What the archive knows a kill record by. */
export const KillRecordId = z.number().int().min(1).brand<'KillRecordId'>()
export type KillRecordId = z.infer<typeof KillRecordId>

/** Which part of the account's kill log is looked at. */
const ofLog = ofAccount.extend({ instanceId: DdmInstanceId, range: Bounds })

/** An hour of the week: weekday 0 is Monday. */
export const HourOfWeek = z.object({
  weekday: z.number().int().min(0).max(6),
  hour: z.number().int().min(0).max(23),
})
export type HourOfWeek = z.infer<typeof HourOfWeek>

/** What a row must be, each value exactly; what isn't there asks nothing of it. */
export const KillLogOnly = z.object({
  /** `null`: no operator was named. */
  operator: z.string().nullable().optional(),
  /** `null`: no instance was named. */
  instanceName: z.string().nullable().optional(),
  /** Killed in one of these hours of the week; rows whose time can't be read are in none. */
  hours: z.object({ timeZone: TimeZone, of: z.array(HourOfWeek).min(1).max(168) }).optional(),
})
export type KillLogOnly = z.infer<typeof KillLogOnly>

export const killRecordColumns = [
  'at',
  'rawTime',
  'processId',
  'operator',
  'instanceName',
  'instanceId',
] as const satisfies readonly (keyof KillRecord)[]

export const KillLogQuery = z.object({
  /** Case-insensitive; matches any column. Empty means all rows. */
  filter: z.string().max(200),
  only: KillLogOnly.optional(),
  sort: z.object({ column: z.enum(killRecordColumns), descending: z.boolean() }),
})
export type KillLogQuery = z.infer<typeof KillLogQuery>

/** Kill records column by column: the entries of one place in every list are one record. */
export type KillRecordColumns = { [K in keyof KillRecord]: KillRecord[K][] }

export interface KillLogPage {
  accountId: AccountId
  /** Rows that match the filter, in all. */
  total: number
  offset: number
  /** How many rows each column holds. */
  length: number
  columns: KillRecordColumns
  /** What each record is known by, as long as the archive lives. */
  ids: KillRecordId[]
  /** Changes when the log has: pages of different revisions don't belong together. */
  revision: number
}

/** Counts over all rows that match the filter; for the pictures. */
export interface KillLogFacets {
  accountId: AccountId
  total: number
  /** Most kills first. */
  operators: { operator: string | null; kills: number }[]
  /** Most kills first. */
  instances: { instanceName: string | null; kills: number }[]
  /** Kills per hour of the week. */
  hours: (HourOfWeek & { kills: number })[]
  /** The zone of these hours: that of this machine. */
  timeZone: TimeZone
  /** Rows whose time can't be read, and which `hours` therefore leaves out. */
  withoutTime: number
  revision: number
}

/** A window of the archive that may hold a record. */
export interface WindowOfRecord {
  window: Bounds
  /** When it was asked, ISO 8601 in UTC. */
  collectedAt: string
  /** Why it isn't complete, in words; `null` when it is. */
  missing: string | null
  /**
   * Whether its answers hold the record: one alike in all fields, only one that says the same as far
   * as both say anything, or neither.
   */
  holds: 'alike' | 'compatible' | 'not'
  /** Whether the record was taken from it. */
  brought: boolean
}

/** Everything the archive knows of one record. */
export interface KillRecordDetail {
  accountId: AccountId
  id: KillRecordId
  record: KillRecord
  /** The instance that was asked for. */
  instanceId: DdmInstanceId
  /** The record as the service sent it: a piece of the answer's text, character by character. */
  raw: string
  /** The answer it was read from. */
  source: Source
  /** SHA-256 of the answer's bytes, in hexadecimal digits. */
  sha256: string
  /** Length of the answer in bytes. */
  size: number
  /** Its place in the answer's list, from 0. */
  row: number
  /** It was killed within, whatever its time says: what all windows that held it share. */
  within: Bounds
  /** The fields that were not sent, or whose time can't be read. */
  lacking: (keyof KillRecord)[]
  /** Whether it may stand for several: it lacks a field, and more than one window held its like. */
  doubtful: boolean
  /** Newest first. */
  windows: WindowOfRecord[]
  /** Windows that were not looked through, because there are too many. */
  unread: number
}

/** A collection that did not come to its end: paused, stopped, or cut off with the app. */
export interface UnfinishedCollection {
  id: CollectionId
  instanceId: DdmInstanceId
  range: Bounds
  state: 'paused' | 'interrupted' | 'failed'
  /** When it last stored a window or ended, ISO 8601 in UTC. */
  updatedAt: string
  /** Why it ended, in words; `null` when the user paused it or the app was cut off. */
  reason: string | null
}

export interface KillLogProgress {
  accountId: AccountId
  collectionId: CollectionId
  instanceId: DdmInstanceId
  /** The windows known so far: one that holds very many rows is split on the way. */
  windowsDone: number
  windowsTotal: number
  /** Rows obtained by this collection so far, those of the window under way included. */
  rows: number
  /** Of the log as it is stored; see `KillLogPage`. */
  revision: number
  /** Why it stands still and for how long, in milliseconds from now; `null` while it runs. */
  waiting: { reason: 'pace' | 'throttled' | 'fault'; milliseconds: number } | null
}

/** Where the file was saved; `null` when the user closed the dialog. */
export type SavedFile = { path: string; rows: number; complete: boolean; demo: boolean } | null

export const killLog = {
  instances: procedure(ofAccount.extend({ from: AnswerFrom.default({ kind: 'service' }) })).returns<
    Answer<DdmInstance[]>
  >(),
  /** What the archive has of this part of the log; asks no service. */
  coverage: procedure(ofLog).returns<Answer<Coverage>>(),
  /**
   * Collects into the archive: `missing` asks only for what it lacks, `all` for everything again.
   * Runs until every window has been asked; `progress` events come meanwhile. Each window is stored
   * as soon as it is obtained. Goes on when the account is left. The coverage is that of the range
   * asked for, whatever was collected before.
   */
  collect: procedure(
    ofCollection.extend({
      instanceId: DdmInstanceId,
      range: TimeRange,
      what: z.enum(['missing', 'all']),
    }),
  ).returns<Answer<Coverage>>(),
  /** Stops a collection; what it has stored stays. One that was paused is offered to be resumed. */
  stop: procedure(ofCollection.extend({ how: z.enum(['pause', 'cancel']) })).returns<null>(),
  /** The collections of the account that may be resumed, newest first. */
  unfinished: procedure(ofAccount).returns<UnfinishedCollection[]>(),
  /** Forgets that a collection was not finished; touches no record. */
  dismiss: procedure(ofCollection).returns<null>(),
  page: procedure(
    ofLog.extend({
      query: KillLogQuery,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
    }),
  ).returns<KillLogPage>(),
  facets: procedure(
    ofLog.extend(KillLogQuery.pick({ filter: true, only: true }).shape),
  ).returns<KillLogFacets>(),
  /** What is known of one record, and the proof of it. */
  detail: procedure(ofAccount.extend({ recordId: KillRecordId })).returns<KillRecordDetail>(),
  /** Asks where, then writes what matches the query as CSV. */
  saveCsv: procedure(ofLog.extend({ query: KillLogQuery })).returns<SavedFile>(),
}
