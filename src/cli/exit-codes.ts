/** What the command's exit code says. */
export const exitCodes = {
  complete: 0,
  failed: 1,
  usage: 2,
  /** There is an answer, and it is printed; but something of it is missing. */
  incomplete: 3,
  /** Ctrl+C, as shells count it. */
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What was typed, or set in the environment, can't be done. The message says what to type. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
