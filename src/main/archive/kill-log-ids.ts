/** Ids of one block, a quarter of a megabyte: growing never copies what is there. */
const blockLength = 65_536

/** A list of very many ids below 2^32, four bytes each. */
export class Ids {
  readonly #blocks: Uint32Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  append(id: number): void {
    const place = this.#length % blockLength
    if (place === 0) this.#blocks.push(new Uint32Array(blockLength))
    const block = this.#blocks[this.#blocks.length - 1]
    if (block !== undefined) block[place] = id
    this.#length++
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
