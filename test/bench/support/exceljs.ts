import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const version = '4.4.0'
const folder = join(tmpdir(), `audit-desk-bench-exceljs-${version}`)

/** What the bench uses of exceljs. */
export interface ExcelJs {
  stream: {
    xlsx: {
      WorkbookWriter: new (options: object) => {
        addWorksheet(
          name: string,
          options: object,
        ): { columns: object[]; addRow(row: unknown[]): { commit(): void }; commit(): void }
        commit(): Promise<void>
      }
    }
  }
}

/**
 * The peer, from a folder of its own: its tree of packages that nobody maintains any more has no
 * business among ours. It is installed there when first wanted.
 */
export async function installExcelJs(): Promise<void> {
  if (existsSync(join(folder, 'node_modules', 'exceljs', 'package.json'))) return
  await mkdir(folder, { recursive: true })
  // unzipper's tree names a release that some mirrors of the registry lack; only reading needs it.
  const overrides = { 'typedarray.prototype.slice': '1.0.5' }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }))
  const { status } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', `exceljs@${version}`],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  )
  if (status !== 0) throw new Error(`exceljs could not be installed into ${folder}; see above`)
}

export function loadExcelJs(): ExcelJs {
  return createRequire(join(folder, 'package.json'))('exceljs') as ExcelJs
}
