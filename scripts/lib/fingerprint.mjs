import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './project.mjs'

/**
 * A hash over the names and contents of files, so that "has anything changed?" doesn't depend on
 * clocks, checkouts or copies.
 * @param {string[]} paths files and folders, relative to the project; those that don't exist count as empty
 * @returns {string} hexadecimal SHA-256
 */
export function fingerprint(paths, projectRoot = root) {
  const hash = createHash('sha256')
  for (const path of paths) add(hash, projectRoot, path)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} projectRoot
 * @param {string} path
 */
function add(hash, projectRoot, path) {
  const full = join(projectRoot, path)
  if (!existsSync(full)) return
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) add(hash, projectRoot, `${path}/${name}`)
    return
  }
  const content = readFileSync(full)
  hash.update(`${path}\0${content.length}\0`).update(content)
}
