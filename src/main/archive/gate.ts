/** Many may be inside at once, or one alone. Who waits to be alone lets nobody else in. */
export class Gate {
  #inside = 0
  #alone: Promise<unknown> | null = null
  #emptied: (() => void) | null = null

  get isEmpty(): boolean {
    return this.#inside === 0 && this.#alone === null
  }

  /** Must not be called from the inside: who waits to be alone would wait for ever. */
  async enter(): Promise<void> {
    while (this.#alone !== null) await this.#alone
    this.#inside += 1
  }

  leave(): void {
    this.#inside -= 1
    if (this.#inside === 0) this.#emptied?.()
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== null) await this.#alone
    const turn = this.#empty().then(work)
    this.#alone = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#alone = null
    }
  }

  async #empty(): Promise<void> {
    if (this.#inside > 0) {
      await new Promise<void>((resolve) => {
        this.#emptied = resolve
      })
    }
    this.#emptied = null
  }
}
