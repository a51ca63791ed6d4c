import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { writeCsv } from '../../src/main/report/formats/csv.ts'
import { alternate, ratios, spreadOf, timed } from './support/measure.ts'
import { finish, side, target, title } from './support/report.ts'
import { chunksOfRows, connect, stageKillLog, type StagedRows } from './support/staged-rows.ts'

const rows = 1_000_000
const rounds = 3

const formulaLike = /^(?:[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[\t\r\n])/u

async function byStringify({ section, folder }: StagedRows): Promise<void> {
  const duck = await connect()
  async function* each() {
    for await (const chunk of chunksOfRows(duck, section)) yield* chunk
  }
  await pipeline(
    Readable.from(each()),
    stringify({
      columns: section.columns.map(({ key }, index) => ({ key: String(index), header: key })),
      header: true,
      record_delimiter: 'windows',
      quote_record_delimiter: true,
      cast: { string: (text) => (formulaLike.test(text) ? `'${text}` : text) },
    }),
    createWriteStream(join(folder, 'peer.csv')),
  )
  duck.closeSync()
}

async function byDesk({ section, folder }: StagedRows): Promise<void> {
  const duck = await connect()
  await writeCsv(duck, {
    sections: [section],
    folder,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    bom: false,
  })
  duck.closeSync()
}

title(
  `${rows.toLocaleString('en')} staged kill rows written as CSV, formula-like cells neutralised`,
)
const staged = await stageKillLog(rows)
try {
  const runs = await alternate(
    { peer: () => timed(() => byStringify(staged)), ours: () => timed(() => byDesk(staged)) },
    rounds,
  )
  const [theirs, own] = await Promise.all([
    readFile(join(staged.folder, 'peer.csv')),
    readFile(join(staged.folder, 'csv', 'kill_log.csv')),
  ])
  if (!theirs.equals(own)) throw new Error('the two files differ')
  const seconds = {
    peer: runs.peer.map((run) => run.seconds),
    ours: runs.ours.map((run) => run.seconds),
  }
  for (const [name, key] of [
    ['csv-stringify, streaming', 'peer'],
    ['Audit Desk', 'ours'],
  ] as const) {
    const spread = spreadOf(seconds[key])
    side(name, spread, 's', `${Math.round(rows / spread.median).toLocaleString('en')} rows/s`)
  }
  side('longest stall of the thread that writes', spreadOf(runs.ours.map((run) => run.stall)), 'ms')
  const ratio = ratios(seconds.peer, seconds.ours)
  target({
    what: 'throughput, of csv-stringify’s (the same bytes)',
    value: ratio.median,
    spread: ratio,
    unit: '×',
    atLeast: 8,
  })
} finally {
  await staged.remove()
}
finish()
