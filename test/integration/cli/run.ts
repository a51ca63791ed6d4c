import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { pinnedNode, root } from '../../../scripts/lib/project.mjs'
import { main } from '../../../src/cli/main.ts'
import type { Patience } from '../../../src/main/huawei/retry.ts'
import { account, type PagesServer } from './pages-server.ts'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Starts the real command, with nothing in its environment but what is given. */
export function start(
  args: readonly string[],
  {
    environment = {},
    folder = root,
    preload = [],
  }: {
    environment?: Record<string, string>
    folder?: string
    /** Modules that are loaded before the command. */
    preload?: readonly string[]
  } = {},
): ChildProcessWithoutNullStreams {
  const before = preload.map((module) => `--import=${pathToFileURL(module).href}`)
  return spawn(pinnedNode(), [...before, join(root, 'src', 'cli', 'index.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
  })
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stdout, stderr }
}

export function run(
  args: readonly string[],
  options?: Parameters<typeof start>[1],
): Promise<Ended> {
  return ended(start(args, options))
}

/** No attempt is repeated. */
export const noPatience: Patience = {
  budget: 0,
  firstDelay: 1,
  longestDelay: 1,
  throttledDelay: 1,
}

/** Runs the command in this process: for what needs another patience than the real one. */
export async function runHere(
  args: readonly string[],
  {
    environment = {},
    patience = noPatience,
    signal = new AbortController().signal,
    onWords = () => undefined,
  }: {
    environment?: Record<string, string>
    patience?: Patience
    signal?: AbortSignal
    /** Told what stderr gets, as it gets it. */
    onWords?: (text: string) => void
  } = {},
): Promise<Ended> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  let printed = ''
  let said = ''
  stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    onWords(text)
  })
  const surroundings = { arguments: args, environment, folder: root, stdout, stderr }
  const code = await main({ ...surroundings, signal, patience })
  await Promise.all([stdout, stderr].map((stream) => finished(stream.end())))
  return { code, stdout: printed, stderr: said }
}

/** What the environment of somebody signed in to the server holds. */
export const signedIn = {
  HW_DOMAIN_NAME: account.domainName,
  HW_USER_NAME: account.userName,
  HW_USER_PASSWORD: account.password,
  HW_REGION_NAME: account.region,
  HW_PROJECT_ID: account.project,
}

/** Ends the command when it reaches for the network. */
export const noSockets = join(import.meta.dirname, 'no-sockets.ts')

export function endpoints({ url }: PagesServer): string[] {
  return ['--iam-endpoint', url, '--dbss-endpoint', url, '--ddm-endpoint', url]
}
