// Builds the app into out/, and knows when that is not needed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { fingerprint } from './lib/fingerprint.mjs'
import { pinnedNode, root } from './lib/project.mjs'

const sources = [
  'src/main',
  'src/preload',
  'src/renderer',
  'src/shared',
  'src/simulator',
  'resources',
  'electron.vite.config.ts',
  'window.plugins.ts',
  'package.json',
  'package-lock.json',
]
const outputs = ['out/main', 'out/preload', 'out/renderer']
const stamp = join(root, 'out', 'stamp')

// The outputs count too: `npm run dev` and electron-vite run by hand write to the same folder.
const state = () => `${fingerprint(sources)} ${fingerprint(outputs)}\n`

/**
 * Builds, unless what out/ holds was built from these very sources.
 * @throws when the build fails; its output has been shown by then
 */
export function buildIfStale() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return
  build()
}

/** @throws when the build fails; its output has been shown by then */
export function build() {
  const command = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { status } = spawnSync(pinnedNode(), [command, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The build failed; what it said stands above.')
  writeFileSync(stamp, state())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    build()
  } catch (error) {
    console.error(String(error))
    process.exit(1)
  }
}
