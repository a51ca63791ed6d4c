import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { PagesAhead } from '../../../src/main/collect/pages-ahead.ts'

/** @param ask answers with a page, or fails */
function book(
  ask: (offset: number) => Promise<string> = (offset) => Promise.resolve(`${offset}`),
  isSure = false,
) {
  const log: string[] = []
  const pages = new PagesAhead(async (offset: number) => {
    log.push(`asked ${offset}`)
    const page = await ask(offset)
    log.push(`came ${offset}`)
    return page
  }, isSure)
  return { pages, log, asked: () => log.filter((line) => line.startsWith('asked')).length }
}

describe('Pages that are asked for ahead', () => {
  it.each([
    { isSure: false, what: 'one more with each that came', counts: [2, 4, 6, 8, 8, 8, 8, 8] },
    { isSure: true, what: 'five at once where offsets are sure', counts: [6, 7, 8, 8, 8, 8, 8, 8] },
  ])('are $what, and none past the last', async ({ isSure, counts }) => {
    const { pages, log, asked } = book(undefined, isSure)
    const offsets = counts.map((_count, index) => (index + 1) * 128)
    const asking: number[] = []
    for (const [index, offset] of offsets.entries()) {
      expect(await pages.take(offset, 128, offsets.length - 1 - index)).toBe(`${offset}`)
      asking.push(asked())
    }
    expect(asking).toEqual(counts)
    expect(log.filter((line) => line.startsWith('asked'))).toEqual(
      offsets.map((offset) => `asked ${offset}`),
    )
  })

  it('are waited for and forgotten when another page than the next is wanted', async () => {
    const { pages, log } = book(async (offset) => {
      if (offset === 2) await sleep(20)
      return String(offset)
    })
    await pages.take(1, 1, 9)
    expect(await pages.take(7, 1, 0)).toBe('7')
    expect(log).toEqual(['asked 1', 'asked 2', 'came 1', 'came 2', 'asked 7', 'came 7'])
  })

  it('fail when they are taken, not before', async () => {
    const { pages } = book((offset) =>
      offset === 2 ? Promise.reject(new Error('no page 2')) : Promise.resolve(String(offset)),
    )
    expect(await pages.take(1, 1, 9)).toBe('1')
    await sleep(1)
    await expect(pages.take(2, 1, 0)).rejects.toThrow('no page 2')
    await pages.leave()
  })
})
