import { describe, expect, it } from 'vitest'
import { allPages, type Page } from '../../../src/main/huawei/paging.ts'
import type { Source } from '../../../src/shared/model/answer.ts'

const source: Source = {
  service: 'dbss',
  method: 'GET',
  url: 'https://dbss.example/',
  body: null,
  requestId: null,
  serverDate: null,
  fetchedAt: '2026-05-01T00:00:00.000Z',
}

/** Pages of two rows at most, as a service gives them. */
async function follow(page: (offset: number) => Page<{ id: number }>) {
  let asked = 0
  const { rows, missing } = await allPages(
    (offset) => {
      asked++
      return Promise.resolve({ body: page(offset), raw: Buffer.alloc(0), source })
    },
    (body) => body,
    2,
  )
  return { ids: rows.map(({ id }) => id), missing, asked }
}

const all = [1, 2, 3, 4, 5].map((id) => ({ id }))

describe('following the pages of a list', () => {
  it('ends with the total', async () => {
    expect(await follow((offset) => ({ rows: all.slice(offset, offset + 2), total: 5 }))).toEqual({
      ids: [1, 2, 3, 4, 5],
      missing: null,
      asked: 3,
    })
  })

  it('ends with a page that is not full where no total is given', async () => {
    expect(
      await follow((offset) => ({ rows: all.slice(offset, offset + 2), total: null })),
    ).toEqual({ ids: [1, 2, 3, 4, 5], missing: null, asked: 3 })
  })

  it('keeps to the total it knows when a later page gives none', async () => {
    const { ids, missing } = await follow((offset) =>
      offset === 0 ? { rows: all.slice(0, 2), total: 5 } : { rows: null, total: null },
    )
    expect(ids).toEqual([1, 2])
    expect(missing).toBe('the service counts 5 and sent 2')
  })

  it('takes no list for something else than an empty list', async () => {
    expect((await follow(() => ({ rows: [], total: null }))).missing).toBeNull()
    expect((await follow(() => ({ rows: null, total: 0 }))).missing).toBeNull()
    expect((await follow(() => ({ rows: null, total: null }))).missing).toBe(
      'the service sent no list',
    )
  })

  it('ends, and doubles nothing, where the service always sends its first page', async () => {
    expect(await follow(() => ({ rows: all.slice(0, 2), total: 1_000_000 }))).toEqual({
      ids: [1, 2],
      missing: 'the service counts 1000000 and sent 2',
      asked: 2,
    })
  })

  it('goes on past a row that moved to the next page while it read', async () => {
    const later = [{ id: 0 }, ...all]
    const { ids, missing } = await follow((offset) =>
      offset === 0
        ? { rows: all.slice(0, 2), total: 5 }
        : { rows: later.slice(offset, offset + 2), total: 6 },
    )
    expect(ids).toEqual([1, 2, 3, 4, 5])
    expect(missing).toBe('the service counts 6 and sent 5')
  })
})
