import { Command, InvalidArgumentError, Option } from 'commander'
import type { z } from 'zod'
import { DatabaseId } from '../shared/model/ids.ts'
import { NetworkSettings, defaultNetworkSettings } from '../shared/model/network.ts'
import { presets, type Preset } from '../shared/model/time-range.ts'
import { TimeZone } from '../shared/model/time-zone.ts'
import { analysesAnswer } from './answers/analyses.ts'
import type { Answer } from './answers/answer.ts'
import { auditInstancesAnswer, databasesAnswer, ddmInstancesAnswer } from './answers/instances.ts'
import { killLogAnswer } from './answers/kill-log.ts'
import { riskAnswer } from './answers/risk.ts'
import { sessionsAnswer } from './answers/sessions.ts'
import { summaryAnswer } from './answers/summary.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import * as help from './help.ts'
import { chooseAuditInstance, chooseDdmInstance } from './instance.ts'
import { readPreset, readRange, readTime, type RangeOptions, type TypedTime } from './range.ts'
import type { Words } from './words.ts'

export const formats = ['table', 'json', 'csv'] as const
export type Format = (typeof formats)[number]

/** A question that has been checked as far as it can be without asking the cloud. */
export interface Question {
  command: string
  format: Format
  connection: ConnectionOptions
  ask(connection: Connection, words: Words, signal: AbortSignal): Promise<Answer>
}

/** What the command line can be asked to do. */
export interface Deeds {
  answer(question: Question): Promise<void>
  tour(): Promise<void>
}

const pace = NetworkSettings.shape.pace.shape
const { pace: defaultPace } = defaultNetworkSettings

type CommonOptions = ConnectionOptions & { format: Format }
interface InstanceOption {
  instance?: string
}
interface DatabaseOption {
  db: string[]
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
    .action((options: CommonOptions & InstanceOption & DatabaseOption & RangeOptions) => {
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
          return riskAnswer(connection, audit, database, asked, signal)
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
          return killLogAnswer(connection, id, asked, signal, (progress) => {
            const { windowsDone, windowsTotal, rows, waiting } = progress
            if (waiting !== null) return
            words.progress(`window ${windowsDone} of ${windowsTotal}, ${rows} rows`)
          })
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

  program
    .command('tour')
    .summary(help.tour.summary)
    .description(help.tour.description)
    .action(() => deeds.tour())
  return program
}

function common(
  command: string,
  { format, ...connection }: CommonOptions,
): Pick<Question, 'command' | 'format' | 'connection'> {
  return { command, format, connection }
}

function addAnswer(program: Command, name: string, text: help.CommandHelp): Command {
  return program
    .command(name)
    .summary(text.summary)
    .description(text.description)
    .addHelpText('after', text.after)
    .addOption(
      new Option('--format <format>', 'how to print the answer').choices(formats).default('table'),
    )
    .option('--demo', 'ask an embedded simulated cloud: no account, no network, invented data')
    .option('--iam-endpoint <url>', 'base URL of IAM (default: derived from HW_REGION_NAME)')
    .option('--dbss-endpoint <url>', 'base URL of DBSS (default: derived from HW_REGION_NAME)')
    .option('--ddm-endpoint <url>', 'base URL of DDM (default: derived from HW_REGION_NAME)')
    .option('--ca-file <file>', 'PEM file with certificates to trust besides the usual ones')
    .option(
      '--dbss-per-second <number>',
      `requests a second to DBSS at most (default: ${defaultPace.dbssPerSecond})`,
      valueOf(pace.dbssPerSecond, Number),
    )
    .option(
      '--ddm-per-minute <number>',
      `requests a minute to DDM at most (default: ${defaultPace.ddmPerMinute})`,
      valueOf(pace.ddmPerMinute, Number),
    )
}

function withInstance(command: Command, kind: 'audit' | 'DDM'): Command {
  if (kind === 'audit') {
    command.option(
      '--dbss-time-zone <zone>',
      'zone DBSS times are sent and read in (default: what the list of instances says, or UTC)',
      valueOf(TimeZone, String),
    )
  }
  return command.option(
    '--instance <id>',
    `id of the ${kind} instance (default: the only one, if there is one only)`,
  )
}

function withRange(command: Command): Command {
  return command
    .option('--from <time>', 'start, ISO 8601 such as 2026-05-01T00:00:00Z; with --to', parseTime)
    .option(
      '--to <time>',
      'end, ISO 8601 such as 2026-05-08T00:00:00+08:00; with --from',
      parseTime,
    )
    .option('--last <preset>', `instead of --from and --to: ${presets.join(', ')}`, parsePreset)
}

function databaseOption(description: string): Option {
  return new Option('--db <id>', description)
    .argParser((id: string, ids: string[]) => [...ids, id])
    .default([], 'all databases')
}

/** Checks an option's value by a rule of the model. */
function valueOf<T>(schema: z.ZodType<T>, read: (typed: string) => unknown) {
  return (typed: string): T => {
    const { data, error } = schema.safeParse(typed.trim() === '' ? typed : read(typed))
    if (data !== undefined) return data
    throw new InvalidArgumentError(`It ${error?.issues[0]?.message ?? 'is not valid'}.`)
  }
}

function parseTime(typed: string): TypedTime {
  const time = readTime(typed)
  if (time !== null) return time
  throw new InvalidArgumentError(
    'It must be a time of ISO 8601, such as 2026-05-01T00:00:00Z or 2026-05-01T08:00:00+08:00.',
  )
}

function parsePreset(typed: string): Preset {
  const preset = readPreset(typed)
  if (preset !== null) return preset
  throw new InvalidArgumentError(`It must be one of ${presets.join(', ')}.`)
}

function readDatabase(typed: string): DatabaseId {
  const id = DatabaseId.safeParse(typed)
  if (id.success) return id.data
  throw new UsageError(`--db ${id.error.issues[0]?.message ?? 'is not an id'}`)
}
