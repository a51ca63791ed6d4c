import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

export interface RunningApp {
  app: ElectronApplication
  page: Page
  profileFolder: string
  /** Errors and warnings of the page's console, and its uncaught exceptions. */
  complaints: string[]
  /** Closes the app. @throws when the page complained, unless it was said that it may */
  close: () => Promise<void>
}

export interface LaunchOptions {
  /** Switches after the app's path, such as `--demo`. */
  args?: string[]
  /** A profile to open again; a fresh one where absent. */
  profileFolder?: string
  env?: Record<string, string>
  /** For tests that do to the page what it must complain of. */
  mayComplain?: boolean
}

/**
 * Opens the built app in a profile of its own: never the developer's, whose accounts, keychain
 * entries and browser storage are under other names.
 */
export async function launch({
  args = [],
  profileFolder,
  env,
  mayComplain = false,
}: LaunchOptions = {}): Promise<RunningApp> {
  const profile = profileFolder ?? (await newProfile())
  const app = await _electron.launch({
    args: ['.', `--user-data-dir=${profile}`, '--password-store=basic', '--lang=en-GB', ...args],
    // The theme is the system's, which the tests set; not one that the test driver pretends.
    colorScheme: null,
    env: { ...definedEnvironment(), TZ: 'Europe/Berlin', ...env },
  })
  evaluateInTurn(app)
  const page = await app.firstWindow()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.waitForLoadState('load')
  const close = async (): Promise<void> => {
    await app.close()
    if (!mayComplain && complaints.length > 0) {
      throw new Error(`The page complained:\n${complaints.join('\n')}`)
    }
  }
  return { app, page, profileFolder: profile, complaints, close }
}

/**
 * Has what tests run in the main process wait for a turn of its own. The debugger breaks into what
 * a busy process is just at: the answer is a promise then, which is collected as garbage when that
 * goes on for long ("Resulting promise was garbage collected").
 */
function evaluateInTurn(app: ElectronApplication): void {
  const evaluate = app.evaluate.bind(app) as (task: unknown, given?: unknown) => Promise<unknown>
  const inTurn = (task: (electron: never, given: never) => unknown, given?: unknown) =>
    evaluate(
      // The driver sends the function's text, which must therefore hold the task's own.
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      new Function(
        'electron',
        'given',
        `return new Promise(setImmediate).then(() => (${task.toString()})(electron, given))`,
      ),
      given,
    )
  Object.assign(app, { evaluate: inTurn })
}

export function newProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'audit-desk-e2e-'))
}

export async function deleteProfile(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** Sets the size of the window's content, in CSS pixels. */
export async function resize(
  { app, page }: RunningApp,
  width: number,
  height: number,
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
    },
    { width, height },
  )
  await page.waitForFunction(
    (size) =>
      Math.abs(window.innerWidth - size.width) <= 2 &&
      Math.abs(window.innerHeight - size.height) <= 2,
    { width, height },
  )
}

/** Switches the theme as the operating system would. */
export async function setTheme({ app, page }: RunningApp, theme: 'light' | 'dark'): Promise<void> {
  await app.evaluate(({ nativeTheme }, source) => {
    nativeTheme.themeSource = source
  }, theme)
  await page.waitForFunction(
    (dark) => document.documentElement.classList.contains('dark') === dark,
    theme === 'dark',
  )
}

/** Stores a picture of the window under `test-results/screens`. */
export async function screenshot({ page }: RunningApp, name: string): Promise<void> {
  const folder = join('test-results', 'screens')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Makes the native save dialog answer with this path, and tells what it was asked. */
export async function answerSaveDialog(
  { app }: RunningApp,
  path: string | null,
): Promise<() => Promise<string | undefined>> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = ((_window: unknown, options: Electron.SaveDialogOptions) => {
      Object.assign(globalThis, { proposedPath: options.defaultPath })
      return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
    }) as typeof dialog.showSaveDialog
  }, path)
  return () => app.evaluate(() => (globalThis as unknown as { proposedPath?: string }).proposedPath)
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}
