import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { onTestFinished } from 'vitest'

/** Only root can make a small disk, and only Linux has this kind. */
export const canMakeDisks = process.platform === 'linux' && process.getuid?.() === 0

export interface SmallDisk {
  folder: string
  /** @param options of `mount`, such as `size=16m` or `ro` */
  remount(options: string): void
}

/**
 * A disk of its own for one test, which ends with the test.
 * @param size as `mount` reads it, such as `4m`
 */
export async function smallDisk(size: string): Promise<SmallDisk> {
  const parent = await mkdtemp(join(tmpdir(), 'small-disk-'))
  const folder = join(parent, 'disk')
  await mkdir(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  onTestFinished(async () => {
    execFileSync('umount', ['--lazy', folder])
    await rm(parent, { recursive: true })
  })
  return {
    folder,
    remount(options) {
      execFileSync('mount', ['-o', `remount,${options}`, folder])
    },
  }
}
