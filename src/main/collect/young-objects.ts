import { setFlagsFromString } from 'node:v8'

/** By how much V8 multiplies the room for young objects when many of them live on. */
const [never, usual] = [1, 2]

let collecting = 0

/**
 * Keeps V8's room for young objects as it is while a log is collected. It would grow to 128 MB, since
 * each page lives on just long enough to make V8 want more, and that costs memory and saves no time.
 * V8's own limit can be set only for a process that is yet to start; how fast it grows, at any time.
 * @returns lets it grow again, unless another collection is under way
 */
export function holdYoungObjects(): () => void {
  collecting++
  growBy(never)
  return () => {
    collecting--
    if (collecting === 0) growBy(usual)
  }
}

function growBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
