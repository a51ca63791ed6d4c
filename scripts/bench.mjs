// `npm run bench -- NAME`: measures one thing against a peer or a limit, in one run. Without a name
// it lists what there is; with `--check` a target that is missed is an error.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { pinnedNode, root } from './lib/project.mjs'

const benches = /** @type {Record<string, string>} */ ({
  collect: 'collecting 100,000 kill rows, against a raw loop and the vendor’s SDK',
  stall: 'the longest stall of the event loop while collecting',
  memory: 'peak memory of collecting 1,000,000 rows, against 100,000',
  page: 'pages at random offsets of 1,000,000 rows, against the bare DuckDB query',
  facets: 'counts over 1,000,000 rows, against the bare DuckDB query',
  startup:
    'from the start to the first useful content and idle memory, against a bare Electron window',
  report:
    'a whole report of 1,000,000 rows: first progress, and the stall of the event loop meanwhile',
  csv: 'a report’s CSV of 1,000,000 rows, against csv-stringify',
  xlsx: 'a report’s workbook of 1,000,000 rows, time and peak memory, against exceljs',
  'jsonl-parquet': 'a report’s JSON Lines and Parquet of 1,000,000 rows',
})

const args = process.argv.slice(2)
const names = args.filter((arg) => !arg.startsWith('--'))
const unknown = [
  ...names.filter((name) => !Object.hasOwn(benches, name)),
  ...args.filter((arg) => arg.startsWith('--') && arg !== '--check'),
]

if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no ${unknown.join(', ')}.`)
  console.log('usage: npm run bench -- NAME… [--check]')
  for (const [name, what] of Object.entries(benches)) console.log(`  ${name.padEnd(14)} ${what}`)
  process.exit(unknown.length > 0 ? 2 : 0)
}

for (const name of names) {
  const { status } = spawnSync(
    pinnedNode(),
    [
      '--expose-gc',
      join(root, 'test', 'bench', `${name}.ts`),
      ...args.filter((arg) => arg === '--check'),
    ],
    { cwd: root, stdio: 'inherit' },
  )
  if (status !== 0) process.exitCode = status ?? 1
}
