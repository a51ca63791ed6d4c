import { getHeapSpaceStatistics } from 'node:v8'
import { afterEach, expect, it } from 'vitest'
import { HeldMemory } from '../../../src/main/collect/held-memory.ts'

const megabyte = 2 ** 20

let held: HeldMemory[] = []

function hold(): HeldMemory {
  const memory = new HeldMemory()
  held.push(memory)
  return memory
}

function release(memory: HeldMemory): void {
  memory.release()
  held = held.filter((other) => other !== memory)
}

afterEach(() => {
  for (const memory of held) release(memory)
})

it('lets the room for young objects grow as far as is enough, until the last collection has ended', () => {
  const [first, second] = [hold(), hold()]
  makeManyLiveOn(() => {
    first.look()
  })
  // It doubles, and is looked at in between.
  expect(roomForYoung()).toBeGreaterThanOrEqual(16 * megabyte)
  expect(roomForYoung()).toBeLessThan(48 * megabyte)
  release(first)
  makeManyLiveOn(() => {
    second.look()
  })
  expect(roomForYoung()).toBeLessThan(48 * megabyte)

  release(second)
  makeManyLiveOn(() => undefined)
  expect(roomForYoung()).toBeGreaterThan(48 * megabyte)
})

function roomForYoung(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_size
}

/** Objects that are young and in use are why V8 wants more room for them. */
function makeManyLiveOn(look: () => void): void {
  for (let round = 0; round < 20; round++) {
    const alive: { text: string }[] = []
    for (let index = 0; index < 100_000; index++) {
      alive.push({ text: `${round} ${index}` })
      if (index % 1000 === 0) look()
    }
    expect(alive).toHaveLength(100_000)
  }
}
