/** Ids of one block, half a megabyte: growing never copies what is there. */
const blockLength = 65_536

/** A list of very many ids, eight bytes each. */
export class Ids {
  readonly #blocks: Float64Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  append(ids: readonly number[]): void {
    for (const id of ids) {
      const place = this.#length % blockLength
      if (place === 0) this.#blocks.push(new Float64Array(blockLength))
      const block = this.#blocks[this.#blocks.length - 1]
      if (block !== undefined) block[place] = id
      this.#length++
    }
  }

  /** At most `limit` ids from `offset` on; fewer at the end. */
  slice(offset: number, limit: number): number[] {
    const end = Math.min(offset + limit, this.#length)
    const ids: number[] = []
    for (let index = offset; index < end; index++) {
      const id = this.#blocks[Math.floor(index / blockLength)]?.[index % blockLength]
      if (id !== undefined) ids.push(id)
    }
    return ids
  }
}
