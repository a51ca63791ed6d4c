import type { Archive } from '../main/archive/archive.ts'
import type { ArchiveInfo } from '../main/archive/info.ts'
import { csvOf } from '../main/report/csv.ts'
import type { Upkeep } from './archive-program.ts'
import type { Format } from './options.ts'
import { indented, jsonObject } from './output/json.ts'
import { tableOf, type Pieces } from './output/table.ts'
import { formatCount, rowsInWords } from './output/text.ts'
import type { Words } from './words.ts'

/**
 * Does what is to be done with an archive.
 * @returns what goes to stdout
 * @throws AuditDeskError `file`; `input` when a file or folder can't be written to as named
 */
export async function tend(archive: Archive, upkeep: Upkeep, words: Words): Promise<Pieces> {
  switch (upkeep.kind) {
    case 'info':
      return infoAs(upkeep.format, await archive.info())
    case 'backup': {
      const { path, bytes } = await archive.backup(upkeep.file)
      words.say(`Copied to ${path}, ${formatCount(bytes)} bytes.`)
      return []
    }
    case 'compact': {
      const { before, after } = await archive.compact()
      words.say(`${archive.path} had ${formatCount(before)} bytes and has ${formatCount(after)}.`)
      return []
    }
    case 'export': {
      const { folder, tables } = await archive.exportParquet(upkeep.parquet, {
        onProgress: ({ table, tablesDone, tablesTotal }) => {
          words.progress(`${table}, ${tablesDone} of ${tablesTotal} tables`)
        },
      })
      words.progress('')
      for (const { name, rows } of tables) words.say(`${name}: ${rowsInWords(rows)}`)
      words.say(`Written to ${folder}.`)
      return []
    }
  }
}

function infoAs(format: Format, info: ArchiveInfo): Pieces {
  switch (format) {
    case 'json':
      return jsonObject([indented(info)], { command: 'archive info' })
    case 'csv':
      return [
        csvOf(
          [
            { header: 'table', value: ({ name }) => name },
            { header: 'rows', value: ({ rows }) => rows },
          ],
          info.tables,
        ),
      ]
    case 'table':
      return infoTables(info)
  }
}

function* infoTables(info: ArchiveInfo): Generator<string> {
  const { answers, killLog } = info
  const span = (oldest: string | null, newest: string | null): string =>
    oldest === null || newest === null ? 'none' : `${oldest} to ${newest}`
  const facts: [string, string][] = [
    ['File', info.path],
    ['Size', `${formatCount(info.bytes)} bytes`],
    ['Account', info.accountName],
    ['Region', info.region],
    ['Project', info.projectId],
    ['Made', info.createdAt],
    ['Version of the tables', `${info.schemaVersion} (DuckDB ${info.duckdbVersion})`],
    ['Answers', formatCount(answers.count)],
    ['Answers read', span(answers.oldest, answers.newest)],
    ['Kill records', formatCount(killLog.records)],
    ['Sessions killed', span(killLog.oldest, killLog.newest)],
    ['Kill log last collected', killLog.lastCollected ?? 'never'],
  ]
  yield* tableOf<[string, string]>(
    'Archive',
    [
      { heading: 'What', cell: ([what]) => what },
      { heading: 'Value', cell: ([, value]) => value },
    ],
    facts,
  ).draw()
  yield '\n'
  yield* tableOf<ArchiveInfo['tables'][number]>(
    'Tables',
    [
      { heading: 'Table', cell: ({ name }) => name },
      { heading: 'Rows', align: 'right', cell: ({ rows }) => formatCount(rows) },
    ],
    info.tables,
  ).draw()
}
