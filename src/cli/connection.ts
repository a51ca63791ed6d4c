import type { Archive } from '../main/archive/archive.ts'
import type { KillLogStore } from '../main/archive/kill-log.ts'
import type { DataOf, WireOf } from '../main/collect/answers.ts'
import type { Collected } from '../main/collect/collected.ts'
import type { Wait } from '../main/huawei/client.ts'
import type { Patience } from '../main/huawei/retry.ts'
import type { KillLogProgress } from '../shared/contract/kill-log.ts'
import type { Coverage } from '../shared/model/coverage.ts'
import type { DdmInstanceId, ProjectId } from '../shared/model/ids.ts'
import type { QuestionKind, QuestionOf } from '../shared/model/question.ts'
import type { Bounds } from '../shared/model/time-range.ts'
import type { TimeZone } from '../shared/model/time-zone.ts'
import type { EndpointOptions, Environment } from './environment.ts'
import type { NetworkChoices } from './network.ts'
import type { AskedRange } from './range.ts'
import type { Words } from './words.ts'
import type { KnownZone } from './zone.ts'

/** The services whose endpoints decide which archive is meant. */
export type EndpointsOfArchive = Pick<EndpointOptions, 'dbssEndpoint' | 'ddmEndpoint'>

export interface ConnectionOptions extends EndpointOptions, NetworkChoices {
  demo?: true
  dbssTimeZone?: TimeZone
  /** Whether the archive is asked instead of the service. */
  offline?: true
  /** The folder of the archive. */
  archive?: string
}

/** Who asks for a connection, and on what terms. */
export interface Caller {
  environment: Environment
  words: Words
  patience: Patience
  signal: AbortSignal
}

/** The answer to a question, from the service or the archive. */
export interface Told<K extends QuestionKind> extends Collected<WireOf<K>, DataOf<K>> {
  /** The zone its times were sent and are read in; `null` where there are none. */
  timeZone: KnownZone | null
  /** Why it could not be kept in the archive, in words; `null` when it is, or is not meant to be. */
  unkept: string | null
}

/** A kill log, ready to be read. */
export interface OpenKillLog {
  archive: Archive
  store: KillLogStore
  coverage: Coverage
  /** The range it is read over; a preset of the archive ends where the archive does. */
  bounds: Bounds
  /** What of the range was not to be taken literally; `null` for nothing. */
  note: string | null
}

export type TellProgress = (
  progress: Pick<KillLogProgress, 'windowsDone' | 'windowsTotal' | 'rows'>,
) => void

/** One project of one account, and the way to what is known of it. */
export interface Connection {
  origin: 'service' | 'archive'
  /** Besides these, the names that the way to sign in has (see `SignIn`); holds no secret. */
  account: Readonly<Record<string, string>> & { region: string; projectId: ProjectId }
  /** Whose data it is, for people: the account's name, or what is known instead. */
  accountName: string
  endpoints: Readonly<Record<'dbss' | 'ddm', string>>
  /** What the user says about the zone of DBSS times; `null` for nothing. */
  dbssTimeZone: TimeZone | null
  /** Whether the cloud is, or was, the embedded simulator. */
  demo: boolean
  /** The archive's file; `null` when none is in use. */
  archive: string | null
  /**
   * @param timeZone of the times in question and answer; `null` where there are none. The archive
   * answers in the zone it was told in.
   * @throws AuditDeskError
   */
  ask<K extends QuestionKind>(
    question: QuestionOf<K>,
    timeZone: KnownZone | null,
    signal: AbortSignal,
  ): Promise<Told<K>>
  /**
   * The kill log over a range: read from the service to its end, or as far as the archive has it.
   * @throws AuditDeskError when there is nothing of it
   */
  killLog(
    instance: DdmInstanceId,
    asked: AskedRange,
    signal: AbortSignal,
    tell: TellProgress,
  ): Promise<OpenKillLog>
  /** Tells of every wait for a service from now on. */
  watchWaits(watcher: (wait: Wait) => void): void
  close(): Promise<void>
}
