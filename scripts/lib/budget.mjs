// How much JavaScript the window loads before it can show anything.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** At most, in KB of 1000 bytes after gzip. */
const budget = 350

/**
 * What Vite writes of each file it built.
 * @typedef {{ file: string, isEntry?: boolean, imports?: string[], dynamicImports?: string[] }} Chunk
 */

/**
 * The files an entry needs before it runs: itself and what it and they import, but not what they
 * load later.
 * @param {Record<string, Chunk>} manifest
 * @returns {string[]}
 */
export function initialFiles(manifest) {
  /** @type {Set<string>} */
  const seen = new Set()
  const queue = Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true)
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue
    seen.add(key)
    queue.push(...(manifest[key]?.imports ?? []))
  }
  return [...seen].flatMap((key) => manifest[key]?.file ?? []).filter((file) => /\.js$/.test(file))
}

/**
 * What is wrong with the size of a built window: nothing, or a sentence or two.
 * @param {string} folder of the built window
 * @returns {string[]}
 */
export function budgetProblems(folder) {
  const path = join(folder, '.vite', 'manifest.json')
  if (!existsSync(path)) return [`${path} is missing: build the window first.`]
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  const sizes = initialFiles(manifest).map((file) => ({
    file,
    kilobytes: gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1000,
  }))
  const sum = sizes.reduce((total, { kilobytes }) => total + kilobytes, 0)
  if (sizes.length === 0) return [`${path} names no entry.`]
  if (sum <= budget) return []
  const largest = sizes.sort((a, b) => b.kilobytes - a.kilobytes).slice(0, 5)
  return [
    `The window loads ${sum.toFixed(0)} KB of JavaScript (gzip) before it shows anything; ${budget} KB is the most. The largest:`,
    ...largest.map(({ file, kilobytes }) => `  ${kilobytes.toFixed(0)} KB  ${file}`),
  ]
}
