import type { Writable } from 'node:stream'
import { CommanderError, type Command } from 'commander'
import type { Keychain } from '../main/accounts/vault.ts'
import { defaultPatience, type Patience } from '../main/huawei/retry.ts'
import { AuditDeskError, type ErrorCode } from '../shared/errors.ts'
import type { Answer } from './answers/answer.ts'
import { appArchiveFolder } from './archive-folder.ts'
import { isDemo, openNamedArchive } from './archives.ts'
import type { Connection } from './connection.ts'
import { UsageError, exitCodes, type ExitCode } from './exit-codes.ts'
import { openOffline } from './offline.ts'
import { connect } from './online.ts'
import { fetchedAt, jsonOf } from './output/json.ts'
import type { Pieces } from './output/table.ts'
import { rowsInWords, visible } from './output/text.ts'
import { createProgram, type Question } from './program.ts'
import { printed } from './query.ts'
import { sync } from './sync.ts'
import { makeReport } from './report.ts'
import { reportProfile } from './report-profile.ts'
import { runTour } from './tour.ts'
import { tend } from './upkeep.ts'
import { explain } from './usage.ts'
import { verify } from './verify.ts'
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
  /** Gets the keychain; the system’s, but for tests. */
  keychain?: () => Promise<Keychain>
  /** How long to go on where something may pass; the client's own, but for tests. */
  patience?: Patience
}

/** Runs one command to its end. Never throws: what goes wrong is said on stderr. */
export async function main(surroundings: Surroundings): Promise<ExitCode> {
  const { environment, folder, stdout, stderr, signal, patience = defaultPatience } = surroundings
  const words = wordsTo(stderr)
  const caller = { environment, words, signal, patience }
  const print = (pieces: Pieces): Promise<void> => writeAll(stdout, pieces, signal)
  const profile = () => reportProfile(environment, surroundings.keychain, words)
  let code: ExitCode = exitCodes.complete
  let whenStopped = 'Stopped.'

  const program = createProgram({
    async answer(question) {
      const open = question.connection.offline === true ? openOffline : connect
      const connection = await open(question.connection, caller)
      try {
        greet(connection, words)
        const answer = await question.ask(connection, words, signal)
        signal.throwIfAborted()
        words.progress('')
        await print(render(question, answer, connection))
        if (question.format !== 'json') words.say(asOf(answer, connection))
        code = judge(shortOf(answer), words)
      } finally {
        await connection.close()
      }
    },
    async tour() {
      const connection = await connect({ demo: true }, caller)
      try {
        code = judge(await runTour(connection, folder, print, words, signal), words)
      } finally {
        await connection.close()
      }
    },
    async sync({ connection: options, instance, asked }) {
      const archive = options.archive ?? appArchiveFolder(environment)
      const connection = await connect({ ...options, archive }, caller)
      whenStopped = 'Stopped. What was stored stays; the same command goes on from there.'
      try {
        greet(connection, words)
        words.say(`Into the archive ${connection.archive ?? ''}`)
        const { table, missing } = await sync(connection, instance, asked, words, signal)
        await print(table.draw())
        code = judge(missing, words)
      } finally {
        await connection.close()
      }
    },
    async query(sql, format, options) {
      const named = { ...options, readOnly: true }
      const { archive, subject } = await openNamedArchive(named, environment, words)
      try {
        const { accountName: name, region, projectId } = subject
        let rows = 0
        const result = await archive.query(sql, signal)
        const meta = {
          command: 'query',
          account: { name, region, projectId },
          demo: isDemo(subject),
          origin: 'archive',
          archive: archive.path,
          sql,
        } as const
        await print(printed(result, format, meta, (more) => (rows += more)))
        if (format !== 'json') words.say(rowsInWords(rows))
      } finally {
        await archive.close()
      }
    },
    async tend(upkeep, options) {
      const named = { ...options, readOnly: upkeep.kind !== 'compact' }
      const { archive } = await openNamedArchive(named, environment, words)
      try {
        await print(await tend(archive, upkeep, words))
      } finally {
        await archive.close()
      }
    },
    async report(request) {
      whenStopped = 'Stopped; nothing of the report is left.'
      const made = await makeReport(request, caller, profile())
      const { zip, digest, complete, reasons } = made
      await print([
        `Folder: ${visible(made.folder)}\n`,
        ...(zip === null ? [] : [`Zip: ${visible(zip)}\n`]),
        `SHA-256 of manifest.json: ${digest}\n`,
        `Complete: ${complete ? 'yes' : 'no'}\n`,
      ])
      code = judge(reasons, words)
    },
    async verify(request) {
      const { ok, lines } = await verify(request, profile().knownKeys, words, signal)
      await print(lines.map((line) => `${line}\n`))
      code = ok ? exitCodes.complete : exitCodes.failed
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
      words.say(whenStopped)
      return exitCodes.interrupted
    }
    return fail(error, commandOf(program, surroundings.arguments), words)
  }
}

/** The name of the command that was typed, `null` where none is recognised. */
function commandOf(program: Command, typed: readonly string[]): string | null {
  const [first, ...others] = typed
  const command = program.commands.find((one) => one.name() === first)
  if (command === undefined) return null
  const inner = commandOf(command, others)
  return inner === null ? command.name() : `${command.name()} ${inner}`
}

function greet(connection: Connection, words: Words): void {
  if (connection.demo && connection.origin === 'service') {
    words.say('Demo data: a simulated cloud, not a real account.')
  }
  connection.watchWaits((wait) => {
    words.wait(describeWait(wait))
  })
}

async function* render(
  { command, format }: Question,
  answer: Answer,
  connection: Connection,
): AsyncGenerator<string> {
  switch (format) {
    case 'json':
      yield* jsonOf(command, answer, connection)
      return
    case 'csv':
      yield* answer.csv()
      return
    case 'table':
      for (const [index, table] of answer.tables().entries()) {
        if (index > 0) yield '\n'
        yield* table.draw()
      }
  }
}

/** What keeps an answer from being all that was wanted. */
function shortOf({ coverage, unkept }: Answer): string[] {
  return unkept === null
    ? coverage.reasons
    : [...coverage.reasons, `The answer could not be kept. ${unkept}`]
}

/** What json says in its `meta`, for those who get a table or CSV. */
function asOf(answer: Answer, connection: Connection): string {
  const { account, accountName, origin, archive } = connection
  const { timeZone, sources } = answer
  const times =
    timeZone?.isOfInstance === true
      ? `\nDBSS times are in ${timeZone.zone}: ${timeZone.source}.`
      : ''
  const rows = answer.tables().at(-1)?.rowCount ?? 0
  const last = fetchedAt(sources) ?? 'an unknown time'
  const first = sources.map((source) => source.fetchedAt).sort()[0] ?? last
  const when = origin === 'archive' && first !== last ? `${first} to ${last}` : last
  const from = origin === 'archive' ? `, from the archive ${archive ?? ''}` : ''
  return `${rowsInWords(rows)} of ${accountName}, ${account.region}, project ${account.projectId}, as of ${when}${from}.${times}`
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
    const isWrongUse = error.code === 'input'
    words.say(`${isWrongUse ? 'usage' : error.code}: ${error.message}`)
    if (error.serviceCode !== undefined) words.say(`  the service’s code: ${error.serviceCode}`)
    if (error.requestId !== undefined) words.say(`  request id: ${error.requestId}`)
    const hint = hints[error.code] ?? error.hint
    if (hint !== undefined) words.say(`  ${hint}`)
    return isWrongUse ? exitCodes.usage : exitCodes.failed
  }
  words.say(`internal: ${error instanceof Error ? error.message : 'an unknown fault'}`)
  return exitCodes.failed
}

/**
 * Writes piece by piece, as fast as they are taken; stops when the reader has gone, as `head` does.
 * @throws AuditDeskError `file`
 */
async function writeAll(stream: Writable, pieces: Pieces, signal: AbortSignal): Promise<void> {
  for await (const piece of pieces) {
    signal.throwIfAborted()
    if (!(await write(stream, piece))) return
  }
}

/** @returns whether anybody reads on */
async function write(stream: Writable, text: string): Promise<boolean> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    stream.write(text, resolve)
  })
  if (error === null || error === undefined) return true
  if (error.code === 'EPIPE') return false
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
