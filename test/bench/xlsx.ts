import { fork } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { writeXlsx } from '../../src/main/report/formats/xlsx.ts'
import { installExcelJs, loadExcelJs } from './support/exceljs.ts'
import { ratios, spreadOf, timed, type Run } from './support/measure.ts'
import { finish, note, side, target, title } from './support/report.ts'
import { chunksOfRows, connect, stageKillLog, type StagedRows } from './support/staged-rows.ts'

const sizes = { few: 200_000, many: 1_000_000 }
const rounds = 3

type Side = 'exceljs' | 'ours'
type Task = Pick<StagedRows, 'section' | 'folder'> & { by: Side }
type Result = Run & { megabytes: number }

async function byExcelJs({ section, folder }: Task): Promise<void> {
  const duck = await connect()
  const { WorkbookWriter } = loadExcelJs().stream.xlsx
  const workbook = new WorkbookWriter({
    filename: join(folder, 'exceljs.xlsx'),
    useStyles: true,
    useSharedStrings: false,
  })
  const sheet = workbook.addWorksheet('Kill log', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = section.columns.map(({ title: header, type }) => ({
    header,
    width: 20,
    ...(type === 'instant' && { style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } }),
  }))
  const instants = section.columns.flatMap(({ type }, index) => (type === 'instant' ? [index] : []))
  for await (const chunk of chunksOfRows(duck, section)) {
    for (const row of chunk) {
      const cells: unknown[] = row
      for (const index of instants) cells[index] = new Date(String(row[index]))
      sheet.addRow(cells).commit()
    }
  }
  sheet.commit()
  await workbook.commit()
  duck.closeSync()
}

async function byDesk({ section, folder }: Task): Promise<void> {
  const duck = await connect()
  await writeXlsx(duck, {
    sections: [section],
    folder,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    title: 'Evidence',
    creator: 'A bench',
  })
  duck.closeSync()
}

/** In a process of its own, which does nothing else. */
async function apart(task: Task): Promise<Result> {
  const child = fork(fileURLToPath(import.meta.url), ['write'], { execArgv: [] })
  const ended = once(child, 'exit')
  child.send(task)
  const told = once(child, 'message') as Promise<[Result]>
  const first = await Promise.race([told, ended.then(() => null)])
  if (first === null) throw new Error('the writing process told nothing')
  child.disconnect()
  await ended
  return first[0]
}

async function compare(): Promise<void> {
  const { few, many } = sizes
  title(
    `${many.toLocaleString('en')} staged kill rows written as a workbook, each time in a fresh process`,
  )
  await installExcelJs()
  const staged = { few: await stageKillLog(few), many: await stageKillLog(many) }
  const runs = { exceljs: [] as Result[], ours: [] as Result[], few: [] as Result[] }
  try {
    for (let round = 0; round < rounds; round++) {
      runs.few.push(await apart({ ...staged.few, by: 'ours' }))
      runs.exceljs.push(await apart({ ...staged.many, by: 'exceljs' }))
      runs.ours.push(await apart({ ...staged.many, by: 'ours' }))
    }
    const megabytes = async (file: string) =>
      `${((await stat(join(staged.many.folder, file))).size / 1e6).toFixed(1)} MB`
    note(
      `file: exceljs ${await megabytes('exceljs.xlsx')}, Audit Desk ${await megabytes('report.xlsx')}`,
    )
  } finally {
    await Promise.all([staged.few.remove(), staged.many.remove()])
  }
  const seconds = (results: readonly Result[]) => results.map((result) => result.seconds)
  const peaks = (results: readonly Result[]) => results.map((result) => result.megabytes)
  const rate = (results: readonly Result[]) =>
    `${Math.round(many / spreadOf(seconds(results)).median).toLocaleString('en')} rows/s`
  side('exceljs 4.4.0, streaming', spreadOf(seconds(runs.exceljs)), 's', rate(runs.exceljs))
  side('Audit Desk', spreadOf(seconds(runs.ours)), 's', rate(runs.ours))
  side('exceljs, peak memory', spreadOf(peaks(runs.exceljs)), 'MB')
  side('Audit Desk, peak memory', spreadOf(peaks(runs.ours)), 'MB')
  side(`Audit Desk, ${few.toLocaleString('en')} rows`, spreadOf(peaks(runs.few)), 'MB')
  side(
    'longest stall of the thread that writes',
    spreadOf(runs.ours.map(({ stall }) => stall)),
    'ms',
  )
  const throughput = ratios(seconds(runs.exceljs), seconds(runs.ours))
  const memory = ratios(peaks(runs.ours), peaks(runs.exceljs))
  const growth = ratios(peaks(runs.ours), peaks(runs.few))
  target({
    what: 'throughput, of exceljs’s',
    value: throughput.median,
    spread: throughput,
    unit: '×',
    atLeast: 0.8,
  })
  target({
    what: 'peak memory, of exceljs’s',
    value: memory.median,
    spread: memory,
    unit: '×',
    atMost: 0.33,
  })
  target({
    what: `growth of the peak from ${few.toLocaleString('en')} rows`,
    value: growth.median,
    spread: growth,
    unit: '×',
    atMost: 1.3,
  })
  finish()
}

if (process.argv[2] === 'write') {
  const [task] = (await once(process, 'message')) as [Task]
  const run = await timed(() => (task.by === 'ours' ? byDesk(task) : byExcelJs(task)))
  // Kilobytes, on every system.
  process.send?.({ ...run, megabytes: process.resourceUsage().maxRSS / 1024 })
} else {
  await compare()
}
