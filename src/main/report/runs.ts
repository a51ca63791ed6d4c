/** What is being made or verified, to be stopped by the name that the caller gave it. */
export class Runs {
  readonly #running = new Map<string, { stop: AbortController; end: Promise<unknown> }>()
  #isOver = false

  /** Runs some work until it ends or is stopped. */
  async run<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    if (this.#isOver) stop.abort()
    const end = work(stop.signal)
    this.#running.set(id, { stop, end })
    try {
      return await end
    } finally {
      this.#running.delete(id)
    }
  }

  stop(id: string): void {
    this.#running.get(id)?.stop.abort()
  }

  /** Stops all, now and whatever comes; settles once each has cleared away what it left. */
  async stopAll(): Promise<void> {
    this.#isOver = true
    const all = [...this.#running.values()]
    for (const { stop } of all) stop.abort()
    await Promise.allSettled(all.map(({ end }) => end))
  }
}
