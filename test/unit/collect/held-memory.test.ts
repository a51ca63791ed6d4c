import { getHeapSpaceStatistics } from 'node:v8'
import { afterEach, expect, it } from 'vitest'
import { holdMemory } from '../../../src/main/collect/held-memory.ts'

let letGrow: (() => void)[] = []

afterEach(() => {
  for (const end of letGrow) end()
  letGrow = []
})

it('keeps the room for young objects as it is until the last collection has ended', () => {
  const [first, second] = [holdMemory(), holdMemory()]
  letGrow = [second]
  const before = roomForYoung()
  first()
  makeManyLiveOn()
  expect(roomForYoung()).toBeLessThanOrEqual(before)

  second()
  letGrow = []
  makeManyLiveOn()
  expect(roomForYoung()).toBeGreaterThan(before)
})

function roomForYoung(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_size
}

/** Objects that are young and in use are why V8 wants more room for them. */
function makeManyLiveOn(): void {
  for (let round = 0; round < 20; round++) {
    const alive: { text: string }[] = []
    for (let index = 0; index < 100_000; index++) alive.push({ text: `${round} ${index}` })
    expect(alive).toHaveLength(100_000)
  }
}
