import type { Command } from 'commander'
import type { ConnectionOptions, EndpointsOfArchive } from './connection.ts'
import { UsageError } from './exit-codes.ts'
import * as help from './archive-help.ts'
import type { CommandHelp } from './help.ts'
import {
  addCommand,
  readPath,
  withDbssTimeZone,
  withEndpoints,
  withFolder,
  withFormat,
  withInstance,
  withNetwork,
  withRange,
  type Format,
  type InstanceOption,
} from './options.ts'
import { readRange, type AskedRange, type RangeOptions } from './range.ts'

/** Which archive: by default the one of the project that the environment names. */
export interface ArchiveOptions extends EndpointsOfArchive {
  archive?: string
}

export interface Syncing {
  connection: ConnectionOptions
  /** The DDM instance as typed. */
  instance: string | undefined
  asked: AskedRange
}

/** What is to be done with an archive itself. */
export type Upkeep =
  | { kind: 'info'; format: Format }
  | { kind: 'backup'; file: string }
  | { kind: 'compact' }
  | { kind: 'export'; parquet: string }

/** What the command line can be asked to do with an archive. */
export interface ArchiveDeeds {
  sync(request: Syncing): Promise<void>
  query(sql: string, format: Format, options: ArchiveOptions): Promise<void>
  tend(upkeep: Upkeep, options: ArchiveOptions): Promise<void>
}

const folder = 'folder of the archive (default: the window’s)'

export function addArchiveCommands(program: Command, deeds: ArchiveDeeds): void {
  const sync = withRange(withInstance(addCommand(program, 'sync', help.sync), 'DDM'))
  withFolder(withDbssTimeZone(withNetwork(sync)), folder).action(
    (options: ConnectionOptions & InstanceOption & RangeOptions) => {
      const asked = readRange(options, Date.now())
      if (options.demo === true && options.archive === undefined) {
        throw new UsageError(
          '--demo needs --archive with a folder: invented data must not stand among real archives.',
        )
      }
      return deeds.sync({ connection: options, instance: options.instance, asked })
    },
  )

  withFolder(withEndpoints(withFormat(addCommand(program, 'query', help.query))), folder)
    .argument('<sql>', 'one SELECT, in quotes')
    .action((sql: string, { format, ...options }: ArchiveOptions & { format: Format }) =>
      deeds.query(sql, format, options),
    )

  const archive = addCommand(program, 'archive', help.archive)
    .helpCommand(false)
    .configureOutput({ writeErr: () => undefined })
  withFormat(tending(archive, 'info', help.info)).action(
    ({ format, ...options }: ArchiveOptions & { format: Format }) =>
      deeds.tend({ kind: 'info', format }, options),
  )
  tending(archive, 'backup', help.backup)
    .argument('<file>', 'the copy; must not exist', readPath)
    .action((file: string, options: ArchiveOptions) =>
      deeds.tend({ kind: 'backup', file }, options),
    )
  tending(archive, 'compact', help.compact).action((options: ArchiveOptions) =>
    deeds.tend({ kind: 'compact' }, options),
  )
  tending(archive, 'export', help.exporting)
    .requiredOption('--parquet <folder>', 'the folder to write to; new or empty', readPath)
    .action(({ parquet, ...options }: ArchiveOptions & { parquet: string }) =>
      deeds.tend({ kind: 'export', parquet }, options),
    )
}

function tending(archive: Command, name: string, text: CommandHelp): Command {
  return withFolder(withEndpoints(addCommand(archive, name, text)), folder)
}
