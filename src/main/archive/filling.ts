import { stat } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { literal } from './sql.ts'

/** What DuckDB may take of memory before it uses its folder of temporary files. */
const memoryLimit = '512MB'
/** A limit under which nothing is kept that can be read again. */
const leastMemory = '8MB'

/**
 * How many runs of small row groups a checkpoint may make one of, in each table. Merging reads again
 * what was written before, all of it into memory: with DuckDB's own 100 that is hundreds of megabytes
 * after a large collection. None is merged while much comes in, which leaves row groups of what one
 * checkpoint wrote; without any merging, each of them would take blocks of its own for ever.
 */
const merges = { usual: 1, filling: 0 }

/**
 * How large the log of what was written grows before a checkpoint. A collection of up to 100,000
 * records needn't wait for one; a larger one has many, and each takes little memory. A crash leaves
 * so much to be read again when the file is opened.
 */
const checkpointAfter = { first: '32MB', next: '8MB' }

/** Keeps DuckDB's memory small while much is stored in a file, whose owner tells what happens. */
export class Filling {
  readonly #walPath: string
  #underWay = 0
  #walSize = 0
  /** Whether the blocks of a checkpoint may lie in memory. */
  #hasBlocks = false

  constructor(path: string) {
    this.#walPath = `${path}.wal`
  }

  begin(): void {
    this.#underWay++
  }

  end(): void {
    this.#underWay--
  }

  /** What the file is to be opened with: opening it may be a checkpoint already, after a crash. */
  get settings(): Record<'memory_limit' | 'max_vacuum_tasks' | 'checkpoint_threshold', string> {
    return {
      memory_limit: memoryLimit,
      max_vacuum_tasks: String(this.#underWay > 0 ? merges.filling : merges.usual),
      checkpoint_threshold: checkpointAfter.first,
    }
  }

  /** To be called after `begin` and after `end`, where the file is open. */
  async apply(writer: DuckDBConnection): Promise<void> {
    for (const [name, value] of Object.entries(this.settings)) {
      await writer.run(`SET GLOBAL ${name} = ${literal(value)}`)
    }
  }

  /**
   * To be called after each write.
   * @returns whether it is time to `drop`: DuckDB keeps what a checkpoint wrote, as if it were asked for
   */
  async isDue(): Promise<boolean> {
    if (this.#underWay === 0) return false
    const before = this.#walSize
    this.#walSize = await sizeOf(this.#walPath)
    // The log begins anew with each checkpoint, and only then.
    this.#hasBlocks ||= this.#walSize < before
    return this.#hasBlocks
  }

  /**
   * Drops what can be read again, and has the next checkpoint come sooner. To be called while nothing
   * else runs: it would find no memory.
   */
  async drop(writer: DuckDBConnection): Promise<void> {
    this.#hasBlocks = false
    try {
      await writer.run(`SET GLOBAL memory_limit = ${literal(leastMemory)}`)
    } catch {
      // As much as can be dropped is dropped by then.
    } finally {
      await writer.run(`SET GLOBAL memory_limit = ${literal(memoryLimit)}`)
    }
    await writer.run(`SET GLOBAL checkpoint_threshold = ${literal(checkpointAfter.next)}`)
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
