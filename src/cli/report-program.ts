import { InvalidArgumentError, Option, type Command } from 'commander'
import {
  ReportPlan,
  reportFormats,
  reportLanguages,
  type ReportFormat,
  type ReportLanguage,
} from '../shared/model/report.ts'
import type { ConnectionOptions } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import {
  addCommand,
  readPath,
  withDbssTimeZone,
  withFolder,
  withNetwork,
  withRange,
} from './options.ts'
import { readRange, type AskedRange, type RangeOptions } from './range.ts'
import * as help from './report-help.ts'

/** A report as it was asked for. */
export interface Reporting {
  connection: ConnectionOptions
  /** Ids of audit or DDM instances, as typed; none means all. */
  instances: readonly string[]
  asked: AskedRange
  formats: ReportFormat[]
  out: string
  zip: boolean
  csvBom: boolean
  language: ReportLanguage
  author: string
  note: string
}

export interface Verifying {
  path: string
  /** SHA-256 of the key that the bundle must be signed with, hex; `null` for one already known. */
  fingerprint: string | null
}

/** What the command line can be asked to do with reports. */
export interface ReportDeeds {
  report(request: Reporting): Promise<void>
  verify(request: Verifying): Promise<void>
}

type ReportOptions = ConnectionOptions &
  RangeOptions & {
    instance: string[]
    formats: ReportFormat[]
    out: string
    zip?: true
    bom?: true
    lang: ReportLanguage
    author: string
    note: string
  }

export function addReportCommands(program: Command, deeds: ReportDeeds): void {
  const report = withNetwork(withRange(addCommand(program, 'report', help.report)))
  withFolder(withDbssTimeZone(report), 'folder of the archive (default: the window’s)')
    .option('--offline', 'from the archive alone; opens no connection, needs no password')
    .addOption(
      new Option('--instance <id>', 'only this audit or DDM instance; may be repeated')
        .argParser((id: string, ids: string[]) => [...ids, id])
        .default([], 'all'),
    )
    .requiredOption('--out <folder>', 'where the report’s own folder is made', readPath)
    .addOption(
      new Option('--formats <list>', `some of ${reportFormats.join(',')}`)
        .argParser(readFormats)
        .default([...reportFormats], 'all'),
    )
    .addOption(
      new Option('--lang <language>', 'language of page, workbook and instructions')
        .choices(reportLanguages)
        .default('en'),
    )
    .option('--author <name>', 'who makes the report; stands in it', textOf('author'), '')
    .option('--note <text>', 'the reviewer’s words; stand in it', textOf('note'), '')
    .option('--bom', 'start CSV files with a byte order mark, by which Excel knows UTF-8')
    .option('--zip', 'pack the folder as well')
    .action(({ instance, out, formats, zip, bom, lang, author, note, ...rest }: ReportOptions) => {
      const { from, to, last, ...connection } = rest
      const range = {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(last === undefined ? {} : { last }),
      }
      if (connection.offline === true && last !== undefined) {
        throw new UsageError(
          '--offline can’t be combined with --last, which ends now: the archive knows what was asked before. Type --from and --to.',
        )
      }
      if (connection.offline === true && connection.demo === true) {
        throw new UsageError(
          '--offline can’t be combined with --demo: an archive of the demo is read with --offline --archive FOLDER alone.',
        )
      }
      return deeds.report({
        ...{ connection, out, formats, author, note, instances: instance, language: lang },
        // The service takes whole seconds.
        asked: readRange(range, Math.floor(Date.now() / 1000) * 1000),
        zip: zip === true,
        csvBom: bom === true,
      })
    })

  addCommand(program, 'verify', help.verify)
    .argument('<path>', 'the report’s folder or zip', readPath)
    .option('--key <fingerprint>', 'what the author says the key’s fingerprint is', readFingerprint)
    .action((path: string, { key = null }: { key?: string | null }) =>
      deeds.verify({ path, fingerprint: key }),
    )
}

function readFormats(typed: string): ReportFormat[] {
  const names = typed.split(',').map((name) => name.trim().toLowerCase())
  const parsed = ReportPlan.shape.formats.safeParse([
    ...new Set(names.filter((name) => name !== '')),
  ])
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(`It must be some of ${reportFormats.join(', ')}, with commas.`)
}

function readFingerprint(typed: string): string {
  const digits = typed.replaceAll(/[\s:]/g, '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(digits)) return digits
  throw new InvalidArgumentError('It must be the 64 hexadecimal digits of a SHA-256.')
}

function textOf(field: 'author' | 'note') {
  return (typed: string): string => {
    const { data, error } = ReportPlan.shape[field].safeParse(typed)
    if (data !== undefined) return data
    throw new InvalidArgumentError(`It ${error.issues[0]?.message ?? 'is not valid'}.`)
  }
}
