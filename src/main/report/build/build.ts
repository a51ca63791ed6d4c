import { join } from 'node:path'
import type { ReportFormat, ReportProgress } from '../../../shared/model/report.ts'
import { openWorkbench, type Workbench } from '../../archive/workbench.ts'
import { finishBundle, type BundleFile, type FinishedBundle } from '../bundle/finish.ts'
import { incompleteness, type Manifest } from '../bundle/manifest.ts'
import { writeCsv } from '../formats/csv.ts'
import type { FormatJob, WrittenFile } from '../formats/job.ts'
import { writeJsonLines } from '../formats/jsonl.ts'
import { writeParquet } from '../formats/parquet.ts'
import { writeXlsx } from '../formats/xlsx.ts'
import { pageFile } from '../html/page-file.ts'
import type { Section } from '../section.ts'
import { reportText } from '../text/text.ts'
import { cancelled } from './failure.ts'
import { manifestFacts } from './manifest-facts.ts'
import type { BuildOrder } from './messages.ts'
import { Progress } from './progress.ts'
import { writeRaw, type RawAnswers } from './raw.ts'
import { makeTables } from './tables.ts'

/** What is done elsewhere. */
export interface Helpers {
  sign: (bytes: Uint8Array) => Promise<Uint8Array>
  /** Turns a page into a PDF; absolute paths. */
  print: (page: string, pdf: string) => Promise<void>
  tell: (progress: ReportProgress) => void
  signal: AbortSignal
}

const pdfFile = 'report.pdf'
const notPrinted =
  'There is no PDF: the app’s window makes it, and this report was made without one. A browser prints report.html the same.'

/** The page comes after the data, and the PDF is made of the page. */
const order: readonly ReportFormat[] = ['csv', 'jsonl', 'parquet', 'xlsx', 'html', 'pdf']

/**
 * Makes a bundle of what was read of the archives.
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function build(build: BuildOrder, helpers: Helpers): Promise<FinishedBundle> {
  const { work, bundle } = build
  const { signal } = helpers
  const workbench = await openWorkbench(join(work, 'spill'), [work, bundle])
  const stop = (): void => workbench.connection.interrupt()
  signal.addEventListener('abort', stop)
  try {
    return await new Building(build, helpers, workbench).run()
  } catch (error) {
    throw signal.aborted ? cancelled() : error
  } finally {
    signal.removeEventListener('abort', stop)
    workbench.close()
  }
}

class Building {
  readonly #build: BuildOrder
  readonly #helpers: Helpers
  readonly #workbench: Workbench
  readonly #progress: Progress
  readonly #files: BundleFile[] = []
  readonly #notes: Manifest['notes'] = []

  constructor(build: BuildOrder, helpers: Helpers, workbench: Workbench) {
    this.#build = build
    this.#helpers = helpers
    this.#workbench = workbench
    const { plan, extract } = build
    const rows = extract.parts.reduce((sum, part) => sum + part.rows, 0)
    this.#progress = new Progress(plan.formats, rows, helpers.tell, () => performance.now())
  }

  async run(): Promise<FinishedBundle> {
    const { plan, extract, work, bundle } = this.#build
    const raw = await writeRaw(
      this.#workbench,
      extract,
      bundle,
      this.#helpers.signal,
      (file, bytes) => this.#progress.file(file, 0, bytes),
    )
    this.#files.push(...raw.files)
    const sections = await makeTables(
      this.#workbench.connection,
      plan,
      extract,
      work,
      (account, owner) => raw.requests(account, owner).length,
    )
    for (const format of order.filter((one) => plan.formats.includes(one))) {
      this.#progress.begin(format)
      await this.#write(format, sections, raw)
    }
    this.#progress.begin('finish')
    return this.#finish(raw)
  }

  async #write(format: ReportFormat, sections: readonly Section[], raw: RawAnswers): Promise<void> {
    const duck = this.#workbench.connection
    const { plan, bundle, app } = this.#build
    const { title } = reportText(plan.language)
    const job = this.#job(sections, bundle)
    switch (format) {
      case 'csv':
        return this.#note(await writeCsv(duck, { ...job, bom: plan.csvBom }), 'data')
      case 'jsonl':
        return this.#note(await writeJsonLines(duck, job), 'data')
      case 'parquet':
        return this.#note(await writeParquet(duck, job), 'data')
      case 'xlsx':
        return this.#note(
          await writeXlsx(duck, { ...job, title, creator: plan.author || app.name }),
          'data',
        )
      case 'html':
        return this.#note(await this.#page(sections, raw, bundle), 'report')
      case 'pdf':
        return this.#print(sections, raw)
    }
  }

  #job(sections: readonly Section[], folder: string): FormatJob {
    return {
      sections,
      folder,
      signal: this.#helpers.signal,
      onProgress: ({ file, rows, bytes }) => this.#progress.file(file, rows, bytes),
    }
  }

  async #page(
    sections: readonly Section[],
    raw: RawAnswers,
    folder: string,
  ): Promise<WrittenFile[]> {
    // Few reports are without it, but to load it takes longer than all else together.
    const { writePage } = await import('../html/page.ts')
    const facts = manifestFacts(this.#build, raw, [])
    return writePage(this.#workbench.connection, this.#job(sections, folder), {
      ...facts,
      reasons: incompleteness(facts),
    })
  }

  async #print(sections: readonly Section[], raw: RawAnswers): Promise<void> {
    const { plan, work, bundle, canPrint } = this.#build
    if (!canPrint) {
      this.#notes.push({ file: null, text: notPrinted })
      return
    }
    const folder = plan.formats.includes('html') ? bundle : work
    if (folder === work) await this.#page(sections, raw, work)
    await this.#helpers.print(join(folder, pageFile), join(bundle, pdfFile))
    this.#note([{ path: pdfFile, section: null, rows: null, notes: [] }], 'report')
  }

  #note(written: readonly WrittenFile[], role: 'data' | 'report'): void {
    for (const { path, section, rows, notes } of written) {
      this.#files.push({ path, role, section, rows })
      this.#notes.push(...notes.map((text) => ({ file: path, text })))
    }
  }

  async #finish(raw: RawAnswers): Promise<FinishedBundle> {
    const { plan, bundle, final, signer } = this.#build
    return finishBundle({
      staging: bundle,
      final,
      zip: plan.zip,
      files: this.#files,
      facts: manifestFacts(this.#build, raw, this.#notes),
      reasons: [],
      signer: { ...signer, sign: this.#helpers.sign },
      signal: this.#helpers.signal,
      onProgress: ({ stage, file, bytes, bytesTotal }) => {
        const half = bytesTotal === 0 ? 0 : bytes / bytesTotal / (plan.zip ? 2 : 1)
        this.#progress.share(file, stage === 'zip' ? 0.5 + half : half)
      },
    })
  }
}
