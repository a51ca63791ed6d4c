import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/**
 * Room enough for the young objects of a collection, in bytes. With an eighth of it, as an idle program
 * has, collecting takes a quarter more time; with eight times as much it takes as long.
 */
const enough = 16 * 2 ** 20

/** By how much V8 multiplies the room for young objects when many of them live on. */
const youngGrowth = { held: 1, usual: 2 }
/** By how many percent V8's heap may grow before it is cleared up as a whole; 0 lets V8 choose. */
const heapGrowth = { held: 30, usual: 0 }

let collecting = 0
let isYoungHeld = false

/**
 * Keeps the memory of V8 small while a log is collected. Each page lives on just long enough to make V8
 * want more room for young objects (up to 128 MB) and let the heap double before it is cleared up, which
 * costs memory and saves no time. V8's own limits can be set only for a process that is yet to start;
 * how fast it grows, at any time.
 */
export class HeldMemory {
  constructor() {
    collecting++
    setFlagsFromString(`--heap-growing-percent=${heapGrowth.held}`)
    this.look()
  }

  /** To be called after each page: lets the room for young objects grow as far as is enough. */
  look(): void {
    holdYoung(roomForYoung() >= enough)
  }

  /** Lets everything grow again, unless another collection is under way. */
  release(): void {
    collecting--
    if (collecting > 0) return
    setFlagsFromString(`--heap-growing-percent=${heapGrowth.usual}`)
    holdYoung(false)
  }
}

function holdYoung(isHeld: boolean): void {
  if (isHeld === isYoungHeld) return
  isYoungHeld = isHeld
  const factor = isHeld ? youngGrowth.held : youngGrowth.usual
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}

function roomForYoung(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  // Where V8 calls it otherwise, it is held as it is.
  return young?.space_size ?? enough
}
