import { setFlagsFromString } from 'node:v8'

/** By how much V8 multiplies the room for young objects when many of them live on. */
const youngGrowth = { held: 1, usual: 2 }
/** By how many percent V8's heap may grow before it is cleared up as a whole; 0 lets V8 choose. */
const heapGrowth = { held: 30, usual: 0 }

let collecting = 0

/**
 * Keeps the memory of V8 small while a log is collected. Each page lives on just long enough to make V8
 * want more room for young objects (up to 128 MB) and let the heap double before it is cleared up, which
 * costs memory and saves no time. V8's own limits can be set only for a process that is yet to start;
 * how fast it grows, at any time.
 * @returns lets it grow again, unless another collection is under way
 */
export function holdMemory(): () => void {
  collecting++
  grow('held')
  return () => {
    collecting--
    if (collecting === 0) grow('usual')
  }
}

function grow(how: 'held' | 'usual'): void {
  setFlagsFromString(`--semi-space-growth-factor=${youngGrowth[how]}`)
  setFlagsFromString(`--heap-growing-percent=${heapGrowth[how]}`)
}
