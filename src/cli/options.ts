import { InvalidArgumentError, Option, type Command } from 'commander'
import type { z } from 'zod'
import { DatabaseId } from '../shared/model/ids.ts'
import { NetworkSettings, defaultNetworkSettings } from '../shared/model/network.ts'
import { presets, type Preset } from '../shared/model/time-range.ts'
import { TimeZone } from '../shared/model/time-zone.ts'
import type { ConnectionOptions } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import type { CommandHelp } from './help.ts'
import { readPreset, readTime, type TypedTime } from './range.ts'

export const formats = ['table', 'json', 'csv'] as const
export type Format = (typeof formats)[number]

export type CommonOptions = ConnectionOptions & { format: Format }
export interface InstanceOption {
  instance?: string
}
export interface DatabaseOption {
  db: string[]
}

const pace = NetworkSettings.shape.pace.shape
const { pace: defaultPace } = defaultNetworkSettings

export function addCommand(parent: Command, signature: string, text: CommandHelp): Command {
  return parent
    .command(signature)
    .summary(text.summary)
    .description(text.description)
    .addHelpText('after', text.after)
}

export function withFormat(command: Command): Command {
  return command.addOption(
    new Option('--format <format>', 'how to print the answer').choices(formats).default('table'),
  )
}

/** Which services, and how they are reached. */
export function withNetwork(command: Command): Command {
  return withEndpoints(
    command
      .option('--demo', 'ask an embedded simulated cloud: no account, no network, invented data')
      .option('--iam-endpoint <url>', 'base URL of IAM (default: derived from HW_REGION_NAME)'),
  )
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

/** The services an archive is about. */
export function withEndpoints(command: Command): Command {
  return command
    .option('--dbss-endpoint <url>', 'base URL of DBSS (default: derived from HW_REGION_NAME)')
    .option('--ddm-endpoint <url>', 'base URL of DDM (default: derived from HW_REGION_NAME)')
}

export function withFolder(command: Command, meaning: string): Command {
  return command.option('--archive <folder>', meaning, readPath)
}

export function withInstance(command: Command, kind: 'audit' | 'DDM'): Command {
  if (kind === 'audit') withDbssTimeZone(command)
  return command.option(
    '--instance <id>',
    `id of the ${kind} instance (default: the only one, if there is one only)`,
  )
}

export function withDbssTimeZone(command: Command): Command {
  return command.option(
    '--dbss-time-zone <zone>',
    'zone DBSS times are sent and read in (default: what the list of instances says, or UTC)',
    valueOf(TimeZone, String),
  )
}

export function withRange(command: Command): Command {
  return command
    .option('--from <time>', 'start, ISO 8601 such as 2026-05-01T00:00:00Z; with --to', parseTime)
    .option(
      '--to <time>',
      'end, ISO 8601 such as 2026-05-08T00:00:00+08:00; with --from',
      parseTime,
    )
    .option('--last <preset>', `instead of --from and --to: ${presets.join(', ')}`, parsePreset)
}

export function databaseOption(description: string): Option {
  return new Option('--db <id>', description)
    .argParser((id: string, ids: string[]) => [...ids, id])
    .default([], 'all databases')
}

export function readDatabase(typed: string): DatabaseId {
  const id = DatabaseId.safeParse(typed)
  if (id.success) return id.data
  throw new UsageError(`--db ${id.error.issues[0]?.message ?? 'is not an id'}`)
}

/** A file or folder that is named by an argument. */
export function readPath(typed: string): string {
  if (typed.trim() !== '') return typed
  throw new InvalidArgumentError('It must not be empty.')
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
