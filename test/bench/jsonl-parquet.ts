import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeJsonLines } from '../../src/main/report/formats/jsonl.ts'
import { writeParquet } from '../../src/main/report/formats/parquet.ts'
import { alternate, ratios, spreadOf, timed, type Run } from './support/measure.ts'
import { finish, note, side, title } from './support/report.ts'
import { chunksOfRows, connect, stageKillLog } from './support/staged-rows.ts'

const rows = 1_000_000
const rounds = 3

title(
  `${rows.toLocaleString('en')} staged kill rows written as JSON Lines and as Parquet (no targets)`,
)
const { section, folder, remove } = await stageKillLog(rows)
try {
  const keys = section.columns.map(({ key }) => key)
  const job = {
    sections: [section],
    folder,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }
  const withDuck = (work: (duck: Awaited<ReturnType<typeof connect>>) => Promise<unknown>) =>
    timed(async () => {
      const duck = await connect()
      await work(duck)
      duck.closeSync()
    })
  const runs = await alternate<'stringify' | 'lines' | 'bare' | 'parquet', Run>(
    {
      stringify: () =>
        withDuck(async (duck) => {
          async function* lines() {
            for await (const chunk of chunksOfRows(duck, section)) {
              yield chunk
                .map(
                  (row) =>
                    `${JSON.stringify(Object.fromEntries(keys.map((key, k) => [key, row[k]])))}\n`,
                )
                .join('')
            }
          }
          await pipeline(Readable.from(lines()), createWriteStream(join(folder, 'peer.jsonl')))
        }),
      lines: () => withDuck((duck) => writeJsonLines(duck, job)),
      bare: () =>
        withDuck((duck) =>
          duck.run(
            `COPY (FROM read_parquet('${section.parquet}')) TO '${join(folder, 'bare.parquet')}' (FORMAT parquet, COMPRESSION zstd)`,
          ),
        ),
      parquet: () => withDuck((duck) => writeParquet(duck, job)),
    },
    rounds,
  )
  const seconds = (some: readonly Run[]) => some.map((run) => run.seconds)
  const size = async (file: string) =>
    `${((await stat(join(folder, file))).size / 1e6).toFixed(1)} MB`
  side(
    'JSON.stringify, streaming',
    spreadOf(seconds(runs.stringify)),
    's',
    await size('peer.jsonl'),
  )
  side(
    'Audit Desk, JSON Lines',
    spreadOf(seconds(runs.lines)),
    's',
    await size('jsonl/kill_log.jsonl'),
  )
  side('bare DuckDB COPY to Parquet', spreadOf(seconds(runs.bare)), 's', await size('bare.parquet'))
  side(
    'Audit Desk, Parquet',
    spreadOf(seconds(runs.parquet)),
    's',
    await size('parquet/kill_log.parquet'),
  )
  const lines = ratios(seconds(runs.stringify), seconds(runs.lines)).median.toFixed(2)
  const parquet = ratios(seconds(runs.parquet), seconds(runs.bare)).median.toFixed(2)
  note(
    `JSON Lines: ${lines} × JSON.stringify’s throughput; Parquet: ${parquet} × the bare COPY’s time`,
  )
} finally {
  await remove()
}
finish()
