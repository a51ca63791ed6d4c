// `npm run check`: all that can be said about the code without running it. Silent about what is in
// order.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfStale } from './build.mjs'
import { budgetProblems } from './lib/budget.mjs'
import { licenceProblems } from './lib/licences.mjs'
import { pinnedNode, root } from './lib/project.mjs'

/** Name, then what node_modules has to run. The slowest first. */
const checks = /** @type {[string, string, ...string[]][]} */ ([
  ['lint', 'eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  ['types of the window', 'vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.web.json'],
  ['types', 'typescript/bin/tsc', '-p', 'tsconfig.node.json'],
  ['types of the e2e tests', 'typescript/bin/tsc', '-p', 'tsconfig.e2e.json'],
  ['unused code', 'knip/bin/knip.js', '--no-progress'],
  ['formatting', 'prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'],
])

let failures = 0

/** @param {string} name @param {string} output @param {boolean} passed */
function report(name, output, passed) {
  if (passed) return
  failures++
  console.log(`--- ${name}\n${output.trim()}\n`)
}

const queue = [...checks]
async function work() {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const [name, script, ...args] = check
    const { code, output } = await run(join(root, 'node_modules', script), args)
    report(name, output, code === 0)
  }
}

/**
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(pinnedNode(), [script, ...args], { cwd: root })
    let output = ''
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

await Promise.all(Array.from({ length: availableParallelism() }, work))

/** @type {Parameters<typeof licenceProblems>[0]} */
const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const problems = licenceProblems(lockfile)
report('licences', problems.join('\n'), problems.length === 0)

buildIfStale()
const overweight = budgetProblems(join(root, 'out', 'renderer'))
report('size of the window', overweight.join('\n'), overweight.length === 0)

const all = checks.length + 2
console.log(failures === 0 ? `All ${all} checks passed.` : `${failures} of ${all} checks failed.`)
process.exitCode = failures === 0 ? 0 : 1
