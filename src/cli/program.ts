import { Command, Option } from 'commander'
import { trendTypes, type TrendType } from '../shared/model/trend.ts'
import { analysesAnswer } from './answers/analyses.ts'
import type { Answer } from './answers/answer.ts'
import { auditInstancesAnswer, databasesAnswer, ddmInstancesAnswer } from './answers/instances.ts'
import { killLogAnswer } from './answers/kill-log.ts'
import { riskAnswer } from './answers/risk.ts'
import { sessionsAnswer } from './answers/sessions.ts'
import { summaryAnswer } from './answers/summary.ts'
import { addArchiveCommands, type ArchiveDeeds } from './archive-program.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import * as help from './help.ts'
import { chooseAuditInstance, chooseDdmInstance } from './instance.ts'
import {
  addCommand,
  databaseOption,
  readDatabase,
  withFolder,
  withFormat,
  withInstance,
  withNetwork,
  withRange,
  type CommonOptions,
  type DatabaseOption,
  type Format,
  type InstanceOption,
} from './options.ts'
import { readRange, type RangeOptions } from './range.ts'
import { addReportCommands, type ReportDeeds } from './report-program.ts'
import type { Words } from './words.ts'

/** A question that has been checked as far as it can be without asking the cloud. */
export interface Question {
  command: string
  format: Format
  connection: ConnectionOptions
  ask(connection: Connection, words: Words, signal: AbortSignal): Promise<Answer>
}

interface RiskOptions extends CommonOptions, InstanceOption, DatabaseOption, RangeOptions {
  type: TrendType
}

/** What the command line can be asked to do. */
export interface Deeds extends ArchiveDeeds, ReportDeeds {
  answer(question: Question): Promise<void>
  tour(): Promise<void>
}

/** The commands and their options. A wrong argument throws commander's error or a UsageError. */
export function createProgram(deeds: Deeds): Command {
  const program = new Command('npm run -s cli --')
    .description(help.description)
    .usage('COMMAND [options]')
    .addHelpText('after', help.everything)
    .helpCommand(false)
    .configureOutput({ outputError: () => undefined })
    .exitOverride()

  addAnswer(program, 'summary', help.summary).action((options: CommonOptions) =>
    deeds.answer({
      ...common('summary', options),
      ask: (connection, _words, signal) => summaryAnswer(connection, signal),
    }),
  )

  withRange(withInstance(addAnswer(program, 'sessions', help.sessions), 'audit'))
    .addOption(databaseOption('only this database; may be repeated'))
    .action((options: CommonOptions & InstanceOption & DatabaseOption & RangeOptions) => {
      const asked = readRange(options, Date.now())
      const databases = options.db.map(readDatabase)
      return deeds.answer({
        ...common('sessions', options),
        async ask(connection, words, signal) {
          asked.assumptions.forEach(words.say)
          const audit = await chooseAuditInstance(options.instance, connection, words, signal)
          return sessionsAnswer(connection, audit, databases, asked, signal)
        },
      })
    })

  withRange(withInstance(addAnswer(program, 'risk', help.risk), 'audit'))
    .addOption(databaseOption('only this database; once at most'))
    .addOption(
      new Option('--type <type>', 'which trend').choices(trendTypes).default('risk-operation'),
    )
    .action((options: RiskOptions) => {
      const asked = readRange(options, Date.now())
      const [database = null, ...others] = options.db.map(readDatabase)
      if (others.length > 0) {
        throw new UsageError('--db: the service takes one database here, or none for all of them.')
      }
      return deeds.answer({
        ...common('risk', options),
        async ask(connection, words, signal) {
          asked.assumptions.forEach(words.say)
          const audit = await chooseAuditInstance(options.instance, connection, words, signal)
          return riskAnswer(connection, audit, database, asked, signal, options.type)
        },
      })
    })

  withInstance(addAnswer(program, 'analyses', help.analyses), 'audit').action(
    (options: CommonOptions & InstanceOption) =>
      deeds.answer({
        ...common('analyses', options),
        async ask(connection, words, signal) {
          const audit = await chooseAuditInstance(options.instance, connection, words, signal)
          return analysesAnswer(connection, audit, signal)
        },
      }),
  )

  withRange(withInstance(addAnswer(program, 'kill-log', help.killLog), 'DDM')).action(
    (options: CommonOptions & InstanceOption & RangeOptions) => {
      const asked = readRange(options, Date.now())
      return deeds.answer({
        ...common('kill-log', options),
        async ask(connection, words, signal) {
          asked.assumptions.forEach(words.say)
          const id = await chooseDdmInstance(options.instance, connection, words, signal)
          return killLogAnswer(connection, id, asked, words, signal)
        },
      })
    },
  )

  addAnswer(program, 'instances', help.instances)
    .addOption(
      new Option('--service <service>', 'whose instances').choices(['dbss', 'ddm']).default('dbss'),
    )
    .action((options: CommonOptions & { service: 'dbss' | 'ddm' }) =>
      deeds.answer({
        ...common('instances', options),
        ask: (connection, _words, signal) =>
          options.service === 'dbss'
            ? auditInstancesAnswer(connection, signal)
            : ddmInstancesAnswer(connection, signal),
      }),
    )

  withInstance(addAnswer(program, 'databases', help.databases), 'audit').action(
    (options: CommonOptions & InstanceOption) =>
      deeds.answer({
        ...common('databases', options),
        async ask(connection, words, signal) {
          const { id } = await chooseAuditInstance(options.instance, connection, words, signal)
          return databasesAnswer(connection, id, signal)
        },
      }),
  )

  addArchiveCommands(program, deeds)
  addReportCommands(program, deeds)

  addCommand(program, 'tour', help.tour).action(() => deeds.tour())
  return program
}

function common(
  command: string,
  { format, ...connection }: CommonOptions,
): Pick<Question, 'command' | 'format' | 'connection'> {
  if (connection.offline === true && connection.demo === true) {
    throw new UsageError(
      '--offline can’t be combined with --demo: an archive of the demo is read with --offline --archive FOLDER alone.',
    )
  }
  return { command, format, connection }
}

function addAnswer(program: Command, name: string, text: help.CommandHelp): Command {
  const command = withNetwork(withFormat(addCommand(program, name, text))).option(
    '--offline',
    'answer from the archive alone; opens no connection, needs no password',
  )
  return withFolder(
    command,
    'folder of the archive: --offline reads it (default: the window’s); else the answer is kept there',
  )
}
