import { expect, it } from 'vitest'
import { Gate } from '../../../src/main/archive/gate.ts'

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

it('Who wants to be alone waits for those inside, and those who come later wait for it', async () => {
  const gate = new Gate()
  const seen: string[] = []
  await gate.enter()
  await gate.enter()
  const alone = gate.alone(async () => {
    seen.push('alone')
    await soon()
    seen.push('done')
  })
  const later = gate.enter().then(() => seen.push('later'))
  await soon()
  gate.leave()
  await soon()
  expect(seen).toEqual([])
  gate.leave()
  await Promise.all([alone, later])
  expect(seen).toEqual(['alone', 'done', 'later'])
})

it('Two who want to be alone take turns, and one that fails lets the other in', async () => {
  const gate = new Gate()
  let inside = 0
  const work = async (): Promise<void> => {
    inside += 1
    expect(inside).toBe(1)
    await soon()
    inside -= 1
  }
  const failing = gate.alone(async () => {
    await work()
    throw new Error('failed')
  })
  const others = [gate.alone(work), gate.alone(work)]
  await expect(failing).rejects.toThrow('failed')
  await Promise.all(others)
  await gate.enter()
})
