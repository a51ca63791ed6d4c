import { getHeapStatistics } from 'node:v8'
import { expect, it } from 'vitest'
import { HeldMemory } from '../../../src/main/collect/held-memory.ts'

// In a file of its own: room that the heap has had is not taken back at once.
it('clears the heap up before it has grown much', () => {
  const memory = new HeldMemory()
  let held: number
  try {
    held = peakOfChurn(() => {
      memory.look()
    })
  } finally {
    memory.release()
  }
  // It is a third less, or much less.
  expect(held).toBeLessThan(peakOfChurn(() => undefined) * 0.8)
})

/** The most the heap holds while objects live on for a while, one list after the other; in bytes. */
function peakOfChurn(look: () => void): number {
  const kept: { text: string }[][] = []
  let peak = 0
  for (let round = 0; round < 4000; round++) {
    kept[round % 200] = Array.from({ length: 2000 }, (_, index) => ({ text: `${round} ${index}` }))
    look()
    if (round % 20 === 0) peak = Math.max(peak, getHeapStatistics().used_heap_size)
  }
  return peak
}
