import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import type { AuditDeskBridge } from '../../src/shared/contract/index.ts'
import type { NewAccount } from '../../src/shared/model/account.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { alternate, ratios, spreadOf } from './support/measure.ts'
import { finish, side, target, title } from './support/report.ts'

const rounds = 5
/** How long a window is left alone before its memory is read, in milliseconds. */
const idle = 8000
/** Longer than any start takes, so that what is seen first can only be the archive's. */
const slowness = 20_000

interface Start {
  /** From the start of the process until there is something to read, in milliseconds. */
  content: number
  /** Proportional set size of all processes after some idling, in MB. */
  memory: number
}

title(
  'From the start of the process to the first useful content with a warm archive, and idle memory, against a bare Electron window',
)
if (process.platform !== 'linux')
  throw new RangeError('Memory is read from /proc, so on Linux only.')

let slow = false
const simulator = await startSimulator({
  seed: 7,
  beforeAnswer: async () => {
    if (slow) await sleep(slowness)
  },
})
const folder = await mkdtemp(join(tmpdir(), 'audit-desk-startup-'))
try {
  const bare = await writeBareApp()
  const profile = join(folder, 'profile')
  await warmUp(profile)
  slow = true
  const runs = await alternate<'bare' | 'ours', Start>(
    {
      bare: () => start(bare, join(folder, 'bare-profile'), firstPaint),
      ours: () => start('.', profile, firstFigure),
    },
    rounds,
  )
  for (const [name, starts] of [
    ['bare window', runs.bare],
    ['Audit Desk', runs.ours],
  ] as const) {
    side(`${name}, to its content`, spreadOf(starts.map(({ content }) => content)), 'ms')
    side(`${name}, idle`, spreadOf(starts.map(({ memory }) => memory)), 'MB')
  }
  const of = (what: keyof Start) =>
    ratios(
      runs.ours.map((run) => run[what]),
      runs.bare.map((run) => run[what]),
    ).median
  target({ what: 'time to the first content', value: of('content'), unit: '×', atMost: 1.6 })
  target({ what: 'idle memory', value: of('memory'), unit: '×', atMost: 1.8 })
} finally {
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
}
finish()

/** An app that opens a window of the same size and kind, and shows one sentence in it. */
async function writeBareApp(): Promise<string> {
  const path = await mkdtemp(join(folder, 'bare-'))
  await writeFile(join(path, 'package.json'), '{"name":"bare-window","main":"main.cjs"}')
  await writeFile(
    join(path, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => window.show())
  window.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())`,
  )
  await writeFile(join(path, 'index.html'), '<!doctype html><title>Bare</title><p>A sentence.</p>')
  return path
}

/** Adds an account, and looks at its overview once, so that the archive has it. */
async function warmUp(profile: string): Promise<void> {
  const app = await launch('.', profile)
  const page = await app.firstWindow()
  await page.getByRole('button', { name: 'Add account' }).first().waitFor()
  const failure = await page.evaluate(async (account) => {
    const { auditDesk } = window as unknown as { auditDesk: AuditDeskBridge }
    const added = await auditDesk.accounts.add(account)
    if (!added.ok) return added.error.message
    const selected = await auditDesk.accounts.select({ accountId: added.value.id })
    return selected.ok ? null : selected.error.message
  }, accountOf(simulator))
  if (failure !== null) throw new Error(failure)
  await page.reload()
  await firstFigure(page)
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  await app.close()
}

function accountOf({ iam, dbss, ddm, tenants }: Simulator): NewAccount {
  const [tenant] = tenants
  if (tenant === undefined) throw new RangeError('a simulator without tenants')
  const { region, projectId, projectName, accessKey, secretKey } = tenant
  // What crosses the bridge is checked there.
  return {
    name: 'Head office',
    color: 'blue',
    region,
    endpoints: { iam, dbss, ddm },
    projectId,
    projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
    signIn: { method: 'access-key', accessKey },
    secret: { method: 'access-key', secretKey },
  } as unknown as NewAccount
}

function launch(path: string, profile: string): Promise<ElectronApplication> {
  return _electron.launch({
    args: [path, `--user-data-dir=${profile}`, '--password-store=basic', '--lang=en-GB'],
    colorScheme: null,
  })
}

async function start(
  path: string,
  profile: string,
  contentOf: (page: Page) => Promise<number>,
): Promise<Start> {
  const began = Date.now()
  const app = await launch(path, profile)
  try {
    const shown = await contentOf(await app.firstWindow())
    await sleep(idle)
    return { content: shown - began, memory: await memoryOf(app) }
  } finally {
    await app.close()
  }
}

/** When the bare window's sentence was painted, in milliseconds since the epoch. */
function firstPaint(page: Page): Promise<number> {
  return page
    .waitForFunction(() => {
      const [paint] = performance.getEntriesByName('first-contentful-paint')
      return paint === undefined ? null : performance.timeOrigin + paint.startTime
    })
    .then(numberOf)
}

/** When the first frame with the summary's figures was made, in milliseconds since the epoch. */
function firstFigure(page: Page): Promise<number> {
  return page
    .waitForFunction(
      () =>
        /\d,\d{3}/.test(document.querySelector('main')?.textContent ?? '') ? Date.now() : null,
      undefined,
      { polling: 'raf' },
    )
    .then(numberOf)
}

async function numberOf(handle: { jsonValue(): Promise<number | null> }): Promise<number> {
  return (await handle.jsonValue()) ?? Number.NaN
}

/** Proportional set size of all processes of an app: memory they share counts once. In MB. */
async function memoryOf(app: ElectronApplication): Promise<number> {
  const pids = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid }) => pid),
  )
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8')
      return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1])
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0) / 1024
}
