import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import process from 'node:process'
import { pinnedNode, root } from './project.mjs'

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean }> }} Lockfile */

/**
 * Compares package-lock.json with the record that npm keeps of what it installed. Optional packages
 * may be absent: they are those of other platforms, and those that could not be built here.
 */
export function dependenciesInstalled(projectRoot = root) {
  const record = join(projectRoot, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = readLockfile(join(projectRoot, 'package-lock.json'))
  const installed = readLockfile(record)
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    const found = installed[path]
    return found === undefined ? optional === true : found.version === version
  })
}

/** @param {string} file */
function readLockfile(file) {
  /** @type {Lockfile} */
  const lockfile = JSON.parse(readFileSync(file, 'utf8'))
  return lockfile.packages ?? {}
}

/** True while this very process runs on a file that `npm ci` would have to delete. */
export function runsOnInstalledNode() {
  return process.execPath.startsWith(join(root, 'node_modules') + sep)
}

/**
 * Runs npm with the Node and the npm that started this script, where npm did.
 * @param {string[]} args
 * @returns {boolean} whether it succeeded; its output has been shown on stderr
 */
export function npm(...args) {
  const { npm_execpath: cli = '', npm_node_execpath: node } = process.env
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const { status } =
    basename(cli) === 'npm-cli.js'
      ? spawnSync(node ?? process.execPath, [cli, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  return status === 0
}

/**
 * Loads keytar in the pinned Node; asks the keychain itself nothing.
 * @returns {string | null} why it can't be loaded, in one line; `null` when it can
 */
export function whyNoKeytar() {
  const { status, stderr } = spawnSync(pinnedNode(), ['-e', "require('keytar')"], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status === 0) return null
  const line = stderr.split('\n').find((text) => text.includes('Error: '))
  return line?.replace(/^.*Error: /, '') ?? 'it could not be started'
}
