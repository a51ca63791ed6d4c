import type { Writable } from 'node:stream'
import { CommanderError } from 'commander'
import { defaultPatience, type Patience } from '../main/huawei/retry.ts'
import { AuditDeskError, type ErrorCode } from '../shared/errors.ts'
import type { Answer } from './answers/answer.ts'
import { connect, type Connection } from './connection.ts'
import { UsageError, exitCodes, type ExitCode } from './exit-codes.ts'
import { fetchedAt, jsonOf } from './output/json.ts'
import { createProgram, type Question } from './program.ts'
import { runTour } from './tour.ts'
import { explain } from './usage.ts'
import { describeWait } from './waits.ts'
import { wordsTo, type Words } from './words.ts'

/** What the command is run with; the process's own, but for tests. */
export interface Surroundings {
  /** Without the program's own name. */
  arguments: readonly string[]
  environment: Readonly<Record<string, string | undefined>>
  folder: string
  stdout: Writable
  stderr: Writable & { isTTY?: boolean }
  /** Aborted by Ctrl+C. */
  signal: AbortSignal
  /** How long to go on where something may pass; the client's own, but for tests. */
  patience?: Patience
}

/** Runs one command to its end. Never throws: what goes wrong is said on stderr. */
export async function main(surroundings: Surroundings): Promise<ExitCode> {
  const { environment, folder, stdout, stderr, signal, patience = defaultPatience } = surroundings
  const words = wordsTo(stderr)
  const print = (text: string): Promise<void> => write(stdout, text)
  let code: ExitCode = exitCodes.complete

  const program = createProgram({
    async answer(question) {
      const connection = await connect(question.connection, {
        environment,
        words,
        signal,
        patience,
      })
      try {
        if (connection.demo) words.say('Demo data: a simulated cloud, not a real account.')
        connection.client.watchWaits((wait) => words.wait(describeWait(wait)))
        const answer = await question.ask(connection, words, signal)
        signal.throwIfAborted()
        words.progress('')
        await print(render(question, answer, connection))
        if (question.format !== 'json') words.say(asOf(answer, connection))
        code = judge(answer.coverage.reasons, words)
      } finally {
        await connection.close()
      }
    },
    async tour() {
      const connection = await connect({ demo: true }, { environment, words, signal, patience })
      try {
        code = judge(await runTour(connection, folder, print, signal), words)
      } finally {
        await connection.close()
      }
    },
  })
  program.configureOutput({ writeOut: (text) => stdout.write(text) })

  try {
    if (surroundings.arguments.length === 0) {
      throw new UsageError(`Which command?\n\n${program.helpInformation()}`)
    }
    await program.parseAsync(surroundings.arguments, { from: 'user' })
    return code
  } catch (error) {
    if (signal.aborted) {
      words.say('Stopped.')
      return exitCodes.interrupted
    }
    const [first] = surroundings.arguments
    const command = program.commands.find((one) => one.name() === first)?.name() ?? null
    return fail(error, command, words)
  }
}

function render({ command, format }: Question, answer: Answer, connection: Connection): string {
  switch (format) {
    case 'json':
      return jsonOf(command, answer, connection)
    case 'csv':
      return answer.csv()
    case 'table':
      return answer
        .tables()
        .map((table) => table.draw())
        .join('\n')
  }
}

/** What json says in its `meta`, for those who get a table or CSV. */
function asOf(answer: Answer, { account: { region, projectId }, accountName }: Connection): string {
  const { timeZone } = answer
  const times =
    timeZone?.isOfInstance === true
      ? `\nDBSS times are in ${timeZone.zone}: ${timeZone.source}.`
      : ''
  const rows = answer.tables().at(-1)?.rowCount ?? 0
  const when = fetchedAt(answer.sources) ?? 'an unknown time'
  return `${rows} ${rows === 1 ? 'row' : 'rows'} of ${accountName}, ${region}, project ${projectId}, as of ${when}.${times}`
}

function judge(missing: readonly string[], words: Words): ExitCode {
  for (const reason of missing) words.say(`Incomplete: ${reason}`)
  return missing.length === 0 ? exitCodes.complete : exitCodes.incomplete
}

/** Where the usual next step is one of the window, the same in terms of the command line. */
const hints: Partial<Record<ErrorCode, string>> = {
  tls: 'If your company inspects traffic or runs a private cloud, name its CA file with --ca-file. Checking can’t be turned off.',
  'no-secret': 'Set HW_AUTH_TOKEN or HW_PASSCODE to a new one.',
}

function fail(error: unknown, command: string | null, words: Words): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.complete
  if (error instanceof CommanderError || error instanceof UsageError) {
    words.say(explain(error, command))
    return exitCodes.usage
  }
  if (error instanceof AuditDeskError) {
    words.say(`${error.code}: ${error.message}`)
    if (error.serviceCode !== undefined) words.say(`  the service’s code: ${error.serviceCode}`)
    if (error.requestId !== undefined) words.say(`  request id: ${error.requestId}`)
    const hint = hints[error.code] ?? error.hint
    if (hint !== undefined) words.say(`  ${hint}`)
    return exitCodes.failed
  }
  words.say(`internal: ${error instanceof Error ? error.message : 'an unknown fault'}`)
  return exitCodes.failed
}

/** @throws AuditDeskError `file`; a reader that has gone, as `head` does, is no error */
async function write(stream: Writable, text: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    stream.write(text, resolve)
  })
  if (error === null || error === undefined || error.code === 'EPIPE') return
  throw new AuditDeskError(
    {
      code: 'file',
      message: `The answer could not be written (${error.code ?? error.message}).`,
      retryable: true,
      hint: 'Check where stdout goes, and whether the disk is full.',
    },
    { cause: error },
  )
}
