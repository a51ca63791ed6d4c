import type { ReportFormat, ReportProgress } from '../../../shared/model/report.ts'

/** How often progress is told at most, in milliseconds. */
const interval = 100
/** Before so much is done nobody can say how long the rest takes. */
const enough = 0.03

type Stage = ReportProgress['stage']

/** What a row costs in each stage, compared with the others; measured, and rough. */
const costs: Readonly<Record<ReportFormat | 'finish', number>> = {
  csv: 1,
  jsonl: 1,
  parquet: 1,
  xlsx: 10,
  html: 1,
  pdf: 1,
  finish: 2,
}

/** Puts together how far the writing of a report is, and tells it now and then. */
export class Progress {
  readonly #tell: (progress: ReportProgress) => void
  readonly #now: () => number
  readonly #rowsTotal: number
  readonly #costTotal: number
  readonly #started: number
  #costDone = 0
  #stage: Stage = 'read'
  #file: string | null = null
  /** Of the files of this stage before the one being written, or of sections before in the same file. */
  #rowsBefore = 0
  #rows = 0
  #bytesBefore = 0
  #bytes = 0
  #told = Number.NEGATIVE_INFINITY

  /**
   * @param rowsTotal of all tables
   * @param now milliseconds from any moment on
   */
  constructor(
    formats: readonly ReportFormat[],
    rowsTotal: number,
    tell: (progress: ReportProgress) => void,
    now: () => number,
  ) {
    this.#tell = tell
    this.#now = now
    this.#rowsTotal = rowsTotal
    this.#costTotal = [...formats, 'finish' as const].reduce((sum, one) => sum + costs[one], 0)
    this.#started = now()
  }

  /** A new stage; the one before is done. */
  begin(stage: Stage): void {
    this.#costDone += this.#costOf(this.#stage)
    this.#stage = stage
    this.#closeFile()
    this.#rowsBefore = 0
    this.#file = null
    this.#send(true)
  }

  /** @param rows of the section being written @param bytes of the file */
  file(file: string, rows: number, bytes: number): void {
    if (file !== this.#file) this.#closeFile()
    else if (rows < this.#rows) this.#rowsBefore += this.#rows
    this.#file = file
    this.#rows = rows
    this.#bytes = bytes
    this.#send(false)
  }

  /** @param share of the stage that is done, from 0 to 1 */
  share(file: string, share: number): void {
    this.#file = file
    this.#rows = Math.round(this.#rowsTotal * share)
    this.#send(false)
  }

  #closeFile(): void {
    this.#rowsBefore += this.#rows
    this.#bytesBefore += this.#bytes
    this.#rows = 0
    this.#bytes = 0
  }

  #costOf(stage: Stage): number {
    return stage === 'read' || stage === 'collect' ? 0 : costs[stage]
  }

  #send(always: boolean): void {
    const now = this.#now()
    if (!always && now - this.#told < interval) return
    this.#told = now
    const rows = Math.min(this.#rowsTotal, this.#rowsBefore + this.#rows)
    this.#tell({
      stage: this.#stage,
      file: this.#file,
      rows,
      rowsTotal: this.#rowsTotal,
      bytes: this.#bytesBefore + this.#bytes,
      left: this.#left(now, rows),
    })
  }

  #left(now: number, rows: number): number | null {
    const share = this.#rowsTotal === 0 ? 0 : rows / this.#rowsTotal
    const done = (this.#costDone + this.#costOf(this.#stage) * share) / this.#costTotal
    if (done < enough) return null
    return Math.round(((now - this.#started) * (1 - done)) / done)
  }
}
