import process from 'node:process'
import { main } from './main.ts'

const interrupted = new AbortController()
// The first Ctrl+C stops the question; a second one, the process.
process.once('SIGINT', () => interrupted.abort())

// A reader that has gone is told by the write itself; as an event it would end the process.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

process.exitCode = await main({
  arguments: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
})
