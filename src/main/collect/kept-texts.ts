/** More different texts than these are no repetition any more. */
const most = 10_000

/**
 * Gives equal texts as one: ids and names that stand in every row of a log then take memory once, and
 * what the rows came with can be cleared away at once.
 */
export class KeptTexts {
  readonly #texts = new Map<string, string>()
  #last: string | null = null

  keep(text: string | null): string | null {
    if (text === null) return null
    // Mostly it is that of the row before, which is told without looking it up.
    if (text !== this.#last) this.#last = this.#find(text)
    return this.#last
  }

  #find(text: string): string {
    const kept = this.#texts.get(text)
    if (kept !== undefined) return kept
    if (this.#texts.size === most) this.#texts.clear()
    this.#texts.set(text, text)
    return text
  }
}

/** The texts that rows of a kill log have in common, by field. */
export class RowTexts {
  readonly instanceIds = new KeptTexts()
  readonly instanceNames = new KeptTexts()
  readonly operators = new KeptTexts()
}
