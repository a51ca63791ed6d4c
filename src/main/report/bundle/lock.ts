import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AuditDeskError } from '../../../shared/errors.ts'
import { isFileError } from '../../file-error.ts'
import { ioError } from './io-error.ts'

const patience = 10_000

/**
 * Runs something while no other process of this computer does the same for the same file. A lock
 * that a dead process left is removed.
 * @param path the file that is to be changed; the lock lies beside it
 * @throws AuditDeskError `file` when another process doesn't let go for ten seconds
 */
export async function withLock<T>(path: string, act: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`
  const claim = `${process.pid} ${hostname()} ${randomUUID()}\n`
  const end = Date.now() + patience
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    while (!(await take(lock, claim))) {
      await removeIfStale(lock)
      if (Date.now() > end) throw heldError(lock)
      await wait(10 + Math.random() * 20)
    }
  } catch (error) {
    throw isFileError(error) ? ioError(lock, 'written', error) : error
  }
  try {
    return await act()
  } finally {
    await rm(lock, { force: true })
  }
}

async function take(lock: string, claim: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    try {
      await file.writeFile(claim)
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    // Windows says EPERM of a file that is being deleted.
    if (isFileError(error) && (error.code === 'EEXIST' || error.code === 'EPERM')) return false
    throw error
  }
}

async function removeIfStale(lock: string): Promise<void> {
  const claim = await readFile(lock, 'utf8').catch(() => '')
  const [pid, host] = claim.split(' ')
  if (host !== hostname() || pid === undefined || isAlive(Number(pid))) return
  // Somebody else may have removed it and taken it anew: what was moved is looked at once more.
  const aside = `${lock}.${randomUUID()}`
  try {
    await rename(lock, aside)
    if ((await readFile(aside, 'utf8')) !== claim) await link(aside, lock)
    await rm(aside, { force: true })
  } catch {
    // Another process was faster.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(isFileError(error) && error.code === 'ESRCH')
  }
}

function heldError(lock: string): AuditDeskError {
  return new AuditDeskError({
    code: 'file',
    message: `${lock} is held by another process.`,
    retryable: true,
    hint: 'Close other windows and command lines of Audit Desk. If none is open, delete that file.',
  })
}
