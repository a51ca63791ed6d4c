import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pinnedNode } from '../../../scripts/lib/project.mjs'
import type { Order, Word } from './child.ts'

/** A process that works until it is killed. */
export class Victim {
  /** What it said, in order; all of it only once it is dead. */
  readonly words: Word[] = []
  /** When it was told to go, by `performance.now`. */
  wentAt = 0
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  readonly #listeners = new Set<() => void>()
  #errors = ''
  #hasEnded = false
  #wasKilled = false

  constructor(program: 'collector' | 'migrator', order: Order) {
    const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url))
    const child = spawn(pinnedNode(), [path, JSON.stringify(order)])
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      // A line that was cut off was not said.
      rest = lines.pop() ?? ''
      this.words.push(...lines.map((line) => JSON.parse(line) as Word))
      for (const listener of this.#listeners) listener()
    })
    child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    child.stdin.on('error', () => undefined)
    this.#closed = once(child, 'close').then(() => {
      this.#hasEnded = true
      for (const listener of this.#listeners) listener()
    })
    this.#child = child
  }

  async go(): Promise<void> {
    await this.until(() => this.words.length > 0)
    this.wentAt = performance.now()
    this.#child.stdin?.write('go\n')
  }

  /**
   * Waits until it has said something.
   * @throws Error when it ends before, by itself
   */
  async until(isSaid: () => boolean): Promise<void> {
    while (!isSaid()) {
      if (this.#hasEnded) throw this.#failure()
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.#listeners.delete(listener)
          resolve()
        }
        this.#listeners.add(listener)
      })
    }
  }

  /** `kill -9`. @throws Error when it had ended by itself because of a fault */
  async kill(): Promise<void> {
    const ended = this.#child.exitCode !== null
    this.#wasKilled = this.#child.kill('SIGKILL')
    await this.#closed
    if (ended && this.#child.exitCode !== 0) throw this.#failure()
  }

  #failure(): Error {
    const how = this.#wasKilled ? 'was killed' : `ended with ${String(this.#child.exitCode)}`
    return new Error(`the victim ${how}: ${this.#errors}`)
  }
}
