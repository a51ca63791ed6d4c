/** How many pages are asked for before they are looked at. */
const pagesAhead = 5

/** Asks for the pages after the one that is being read, so that neither side waits for the other. */
export class PagesAhead<Page> {
  readonly #ask: (offset: number) => Promise<Page>
  readonly #ahead: { offset: number; page: Promise<Page> }[] = []
  /** So many may be ahead now. */
  #most: number

  /** @param isSure whether offsets are known to mean what they are thought to */
  constructor(ask: (offset: number) => Promise<Page>, isSure: boolean) {
    this.#ask = ask
    this.#most = isSure ? pagesAhead : 0
  }

  /**
   * The page at an offset.
   * @param step how far the next page's offset lies from this one's
   * @param left how many pages after it there are sure to be
   */
  async take(offset: number, step: number, left: number): Promise<Page> {
    if (this.#ahead[0]?.offset !== offset) await this.leave()
    const page = this.#ahead.shift()?.page ?? this.#ask(offset)
    // Whether the offsets mean what they are thought to shows with the first pages.
    this.#most = Math.min(this.#most + 1, pagesAhead)
    const wanted = Math.min(left, this.#most)
    while (this.#ahead.length < wanted) {
      const next = offset + step * (this.#ahead.length + 1)
      const asked = this.#ask(next)
      // Whether it failed matters once it is taken.
      asked.catch(() => undefined)
      this.#ahead.push({ offset: next, page: asked })
    }
    return page
  }

  /** Lets what was asked ahead come to its end. */
  async leave(): Promise<void> {
    await Promise.allSettled(this.#ahead.map(({ page }) => page))
    this.#ahead.length = 0
  }
}
