import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bounds, instanceId, row, windowOf } from '../../support/archive/kill-log-windows.ts'
import { openStore, type OpenStore } from '../../support/kill-log-store.ts'

const windows = 60
const rowsEach = 40
const all = bounds(0, windows * rowsEach)
const latestFirst = { filter: '', sort: { column: 'at', descending: true } } as const

let open: OpenStore
beforeEach(async () => {
  open = await openStore()
})
afterEach(() => open.close())

/** Stores window after window, each with as many new rows as the others. */
async function fill(): Promise<void> {
  for (let window = 0; window < windows; window++) {
    const from = window * rowsEach
    const rows = Array.from({ length: rowsEach }, (_, index) =>
      row({ at: from + index, processId: String(from + index) }),
    )
    await open.store.storeWindow(windowOf(from, from + rowsEach - 1, rows))
  }
}

/** Asks again and again, two at a time, for as long as something is stored. */
async function askMeanwhile(ask: () => Promise<void>): Promise<number> {
  let isFilling = true
  let asked = 0
  const filling = fill().finally(() => {
    isFilling = false
  })
  const askOn = async (): Promise<void> => {
    while (isFilling) {
      await ask()
      asked++
    }
  }
  await Promise.all([askOn(), askOn(), filling])
  return asked
}

describe('While a log is filled, an answer is of one revision:', () => {
  it('the first page, and how many rows there are', async () => {
    const asked = await askMeanwhile(async () => {
      const page = await open.store.page(instanceId, all, latestFirst, 30, 200)
      expect(page.total).toBe(page.revision * rowsEach)
      expect(page.length).toBe(Math.max(0, Math.min(200, page.total - 30)))
    })
    expect(asked).toBeGreaterThan(windows / 4)
  })

  it('a page far down, and how many rows there are', async () => {
    await askMeanwhile(async () => {
      const page = await open.store.page(instanceId, all, latestFirst, 1000, 200)
      expect(page.total).toBe(page.revision * rowsEach)
      expect(page.length).toBe(Math.max(0, Math.min(200, page.total - 1000)))
    })
  })

  it('the counts', async () => {
    await askMeanwhile(async () => {
      const facets = await open.store.facets(instanceId, all, { filter: '' }, 'UTC')
      expect(facets.total).toBe(facets.revision * rowsEach)
    })
  })

  it('the coverage, and how many rows there are', async () => {
    await askMeanwhile(async () => {
      const coverage = await open.store.coverage(instanceId, all)
      const kept = coverage.windows.filter(({ collectedAt }) => collectedAt !== null)
      expect(coverage.rows).toBe(kept.length * rowsEach)
    })
  })
})
