// `npm start`: builds when needed and opens the app, on the demo tenants while no account exists.
// Where no window can be opened, the same job runs in the terminal.
import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfStale } from './build.mjs'
import { electronBinary, pinnedNode, root } from './lib/project.mjs'
import { say } from './lib/say.mjs'
import { whyElectronDied, whyNoWindow } from './lib/window.mjs'

const obstacle = whyNoWindow()
process.exitCode = obstacle === null ? await openWindow() : tour(obstacle)

/** @returns {Promise<number>} the app's exit code */
async function openWindow() {
  buildIfStale()
  const binary = String(electronBinary())
  const app = spawn(binary, [root, '--demo', ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'pipe'],
  })
  let lastWords = ''
  app.stderr.on('data', (/** @type {Buffer} */ chunk) => {
    process.stderr.write(chunk)
    lastWords = (lastWords + chunk.toString()).slice(-16_384)
  })
  // Ctrl+C reaches the app by itself; it decides when it has ended, and we end with it.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => app.kill('SIGTERM'))

  /** @type {[number | null, NodeJS.Signals | null]} */
  const [code, signal] = await new Promise((resolve) => {
    app.on('error', (error) => {
      say(`Electron could not be started (${error.message}); type: npx install-electron`)
      resolve([1, null])
    })
    app.on('close', (...ending) => resolve(ending))
  })
  if (code === 0) return 0
  const cause = whyElectronDied(lastWords, binary)
  if (cause !== null) return tour(cause)
  if (signal !== null) return 128 + constants.signals[signal]
  return code ?? 1
}

/**
 * The main job without a window.
 * @param {import('./lib/window.mjs').Obstacle} obstacle
 * @returns {number} the command's exit code
 */
function tour({ why, remedy }) {
  say(`no window, because ${why} (${remedy}); the demo tenant in the terminal instead:`)
  const { status } = spawnSync(pinnedNode(), [join(root, 'src', 'cli', 'index.ts'), 'tour'], {
    stdio: 'inherit',
  })
  return status ?? 1
}
