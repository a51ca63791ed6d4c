import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { PagesAhead } from '../../../src/main/collect/pages-ahead.ts'

/** @param ask answers with a page, or fails */
function book(ask: (offset: number) => Promise<string> = (offset) => Promise.resolve(`${offset}`)) {
  const log: string[] = []
  const pages = new PagesAhead(async (offset: number) => {
    log.push(`asked ${offset}`)
    const page = await ask(offset)
    log.push(`came ${offset}`)
    return page
  })
  return { pages, log, asked: () => log.filter((line) => line.startsWith('asked')).length }
}

describe('Pages that are asked for ahead', () => {
  it('are one at first, three once the first have come, and none past the last', async () => {
    const { pages, log, asked } = book()
    const counts: number[] = []
    for (const left of [5, 4, 3, 2, 1, 0]) {
      const offset = (6 - left) * 128
      expect(await pages.take(offset, 128, left)).toBe(`${offset}`)
      counts.push(asked())
    }
    expect(counts).toEqual([2, 4, 6, 6, 6, 6])
    expect(log.filter((line) => line.startsWith('asked'))).toEqual(
      [128, 256, 384, 512, 640, 768].map((offset) => `asked ${offset}`),
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
