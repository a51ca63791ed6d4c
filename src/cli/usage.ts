import { CommanderError } from 'commander'
import type { UsageError } from './exit-codes.ts'

const aboutIdentity =
  /pass|pwd|secret|token|key|user|account|domain|project|region|^--?(ak|sk|p|u)$/i

/** Of commands that take a word, what more than one of them means. */
const tooMuch: Readonly<Record<string, string>> = {
  query: 'The SQL is one argument: put it in quotes.',
  verify: 'The command takes one path, in quotes if there is a space in it.',
  'archive backup': 'The command takes one file, in quotes if there is a space in its name.',
}

/**
 * What was typed wrong, and where to read on. Repeats no value of an option that doesn't exist:
 * somebody may have tried to pass a password.
 * @param command the command's name, `null` when none was recognised
 */
export function explain(error: CommanderError | UsageError, command: string | null): string {
  const place =
    command === null && error instanceof CommanderError && error.code === 'commander.unknownOption'
      ? 'Options stand after the command. '
      : ''
  const help = `npm run -s cli -- ${command === null ? '' : `${command} `}--help`
  return `usage: ${place}${reason(error, command)}\nMore: ${help}`
}

function reason(error: CommanderError | UsageError, command: string | null): string {
  if (!(error instanceof CommanderError)) return error.message
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownOption(error.message)
    case 'commander.excessArguments':
      return tooMuch[command ?? ''] ?? 'The command takes options only, no further words.'
    case 'commander.help':
      return 'What is to be done with the archive? Type archive and one of info, backup, compact, export.'
    default:
      return error.message.replace(/^error: /, '')
  }
}

function unknownOption(message: string): string {
  const [, flag = '', value = ''] = /'(--[^=']*|-.)([^']*)'/.exec(message) ?? []
  const suggestion = value === '' ? (/\(Did you mean [^)]*\)/.exec(message)?.[0] ?? '') : ''
  const plain = `There is no option ${flag}. ${suggestion}`.trim()
  return aboutIdentity.test(flag)
    ? `${plain} Credentials, region and project are read from the environment only (npm run -s cli -- --help lists the variables): every user of the machine can read arguments in the list of processes.`
    : plain
}
