import { z } from 'zod'
import { AccountId, DdmInstanceId } from '../model/ids.ts'
import { TimeRange } from '../model/time-range.ts'
import type { Answer } from '../model/answer.ts'
import type { Coverage } from '../model/coverage.ts'
import type { DdmInstance } from '../model/instance.ts'
import type { KillRecord } from '../model/kill-record.ts'
import { procedure } from './procedure.ts'

const ofAccount = z.object({ accountId: AccountId })

/** Names one run of collecting. The caller makes it up, so that it can cancel from the start. */
export const CollectionId = z.uuid().brand<'CollectionId'>()
export type CollectionId = z.infer<typeof CollectionId>

const ofCollection = ofAccount.extend({ collectionId: CollectionId })

export const killRecordColumns = ['at', 'processId', 'operator', 'instanceName'] as const
export const KillLogQuery = z.object({
  /** Case-insensitive; matches any column. Empty means all rows. */
  filter: z.string().max(200),
  sort: z.object({ column: z.enum(killRecordColumns), descending: z.boolean() }),
})
export type KillLogQuery = z.infer<typeof KillLogQuery>

export interface KillLogPage {
  accountId: AccountId
  collectionId: CollectionId
  /** Rows that match the filter, in all. */
  total: number
  offset: number
  rows: KillRecord[]
}

/** Counts over all rows that match the filter; for the pictures. */
export interface KillLogFacets {
  accountId: AccountId
  collectionId: CollectionId
  total: number
  /** Most kills first. */
  operators: { operator: string | null; kills: number }[]
  /** Kills per weekday (0 = Monday) and hour of day, in the local time zone of this machine. */
  hours: { weekday: number; hour: number; kills: number }[]
  /** Rows whose time can't be read, and which `hours` therefore leaves out. */
  withoutTime: number
}

export interface KillLogProgress {
  accountId: AccountId
  collectionId: CollectionId
  windowsDone: number
  windowsTotal: number
  rows: number
  /** Why it stands still and for how long, in milliseconds from now; `null` while it runs. */
  waiting: { reason: 'pace' | 'throttled' | 'fault'; milliseconds: number } | null
}

/** Where the file was saved; `null` when the user closed the dialog. */
export type SavedFile = { path: string; rows: number; complete: boolean } | null

export const killLog = {
  instances: procedure(ofAccount).returns<Answer<DdmInstance[]>>(),
  /** Runs until every window has been asked; `progress` events come meanwhile. */
  collect: procedure(ofCollection.extend({ instanceId: DdmInstanceId, range: TimeRange })).returns<
    Answer<Coverage>
  >(),
  /** Stops a collection; what it has obtained stays, and its coverage says what is missing. */
  cancel: procedure(ofCollection).returns<null>(),
  page: procedure(
    ofCollection.extend({
      query: KillLogQuery,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
    }),
  ).returns<KillLogPage>(),
  facets: procedure(
    ofCollection.extend({ filter: KillLogQuery.shape.filter }),
  ).returns<KillLogFacets>(),
  /** Asks where, then writes what matches the query as CSV. */
  saveCsv: procedure(ofCollection.extend({ query: KillLogQuery })).returns<SavedFile>(),
}
