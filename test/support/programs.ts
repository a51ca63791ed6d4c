import { spawnSync } from 'node:child_process'
import { mkdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { hasApt, installPackages } from '../../scripts/lib/linux.mjs'

/** Programs that aren't ours and read what we write, and the Debian packages that have them. */
const packages = {
  python3: 'python3',
  soffice: 'libreoffice-calc',
  pdftotext: 'poppler-utils',
  pdftoppm: 'poppler-utils',
} as const
export type Program = keyof typeof packages

const isThere = (program: Program) =>
  spawnSync(program, [program.startsWith('pdf') ? '-v' : '--version'], { stdio: 'ignore' })
    .error === undefined

/**
 * Makes sure that a program is there: on a machine that only checks (`CI`) it is installed.
 * @returns why it isn't, for the test to be skipped with; never on such a machine, where that is an
 *   error
 */
export async function whyWithout(program: Program): Promise<string | null> {
  if (isThere(program)) return null
  if (process.env['CI'] === undefined) {
    return `${program} is not installed; type: sudo apt-get install -y ${packages[program]}`
  }
  if (process.getuid?.() !== 0 || !hasApt()) {
    throw new Error(
      `${program} is needed and can't be installed here; it is in ${packages[program]}`,
    )
  }
  await aloneWithApt(() => {
    if (!isThere(program)) installPackages([packages[program]])
  })
  if (!isThere(program)) throw new Error(`${packages[program]} could not be installed; see above`)
  return null
}

/** apt-get fails where another one runs, and tests run side by side. */
async function aloneWithApt(work: () => void): Promise<void> {
  const lock = join(tmpdir(), 'audit-desk-apt.lock')
  const stale = 15 * 60_000
  for (;;) {
    try {
      await mkdir(lock)
      break
    } catch {
      const age = await stat(lock).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      )
      if (age > stale) await rm(lock, { recursive: true, force: true })
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  try {
    work()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}
