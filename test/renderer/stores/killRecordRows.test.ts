import { beforeEach, describe, expect, it } from 'vitest'
import type { KillLogPage } from '../../../src/shared/contract/kill-log.ts'
import {
  createKillRecordRows,
  rowsOfPage,
  type KillRecordRows,
} from '../../../src/renderer/stores/killRecordRows.ts'
import { killPage, killRecord } from '../support/data.ts'
import { flushPromises } from '@vue/test-utils'

const total = 10_000
let offsets: number[]
let prefix: string
let revision: number
let rows: KillRecordRows

function page(offset: number, limit: number, of: string): KillLogPage {
  const length = Math.min(limit, total - offset)
  const records = Array.from({ length }, (_, index) => ({
    ...killRecord(offset + index),
    operator: `${of} ${String(offset + index)}`,
  }))
  return killPage(records, { total, offset, revision })
}

beforeEach(() => {
  offsets = []
  prefix = 'row'
  revision = 1
  rows = createKillRecordRows((offset, limit) => {
    offsets.push(offset)
    return Promise.resolve(page(offset, limit, prefix))
  })
})

describe('the rows of a long list', () => {
  it('come in pages, as they come into sight', async () => {
    await rows.restart()
    rows.show(180, 230)
    await flushPromises()
    expect(offsets).toEqual([0, rowsOfPage])
    expect(rows.at(0)?.operator).toBe('row 0')
    expect(rows.at(230)?.operator).toBe('row 230')
  })

  it('are asked for once, however often they are shown meanwhile', async () => {
    await rows.restart()
    rows.show(400, 420)
    rows.show(401, 421)
    rows.show(402, 422)
    await flushPromises()
    expect(offsets).toEqual([0, 400])
  })

  it('are forgotten once they are far from sight', async () => {
    await rows.restart()
    for (let first = 0; first < total; first += rowsOfPage) {
      rows.show(first, first + 30)
      await flushPromises()
    }
    const held = Array.from({ length: total }, (_, index) => rows.at(index)).filter(
      (row) => row !== null,
    )
    expect(held.length).toBeLessThanOrEqual(3 * rowsOfPage)
    expect(rows.at(total - 1)?.operator).toBe(`row ${String(total - 1)}`)
    expect(rows.at(0)).toBeNull()
  })

  it('stop at the last one', async () => {
    await rows.restart()
    rows.show(total - 5, total + 40)
    await flushPromises()
    expect(offsets.at(-1)).toBe(total - rowsOfPage)
    expect(rows.at(total)).toBeNull()
  })

  it('of one query never stand among those of another', async () => {
    let release: () => void = () => undefined
    const slow = createKillRecordRows(async (offset, limit) => {
      const of = prefix
      if (of === 'old' && offset > 0) await new Promise<void>((resolve) => (release = resolve))
      return page(offset, limit, of)
    })
    prefix = 'old'
    await slow.restart()
    slow.show(400, 420)
    await flushPromises()
    prefix = 'new'
    await slow.restart()
    release()
    await flushPromises()
    expect(slow.at(400)?.operator).toBe('new 400')
  })

  it('say why they could not be read, and come when asked for again', async () => {
    let broken = true
    const failing = createKillRecordRows((offset, limit) =>
      broken ? Promise.reject(new Error('gone')) : Promise.resolve(page(offset, limit, 'row')),
    )
    await failing.restart()
    expect(failing.error.value?.message).toBe('gone')
    broken = false
    await failing.restart()
    expect(failing.error.value).toBeNull()
    expect(failing.at(0)?.operator).toBe('row 0')
  })

  it('can be read wherever they stand, without being held', async () => {
    await rows.restart()
    const read = await rows.read(7990, 2005)
    expect(read).toHaveLength(2005)
    expect(read.map(({ operator }) => operator)).toEqual(
      Array.from({ length: 2005 }, (_, index) => `row ${String(7990 + index)}`),
    )
    expect(await rows.read(total - 2, 10)).toHaveLength(2)
    expect(rows.at(8000)).toBeNull()
  })

  it('are not read from two states of the log', async () => {
    await rows.restart()
    revision = 2
    await expect(rows.read(0, 10)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('are known by what the archive calls them, while they are held', async () => {
    await rows.restart()
    expect(rows.idAt(7)).toBe(8)
    expect(rows.idAt(5000)).toBeNull()
  })

  it('say when their places may hold others, and not when they are only read again', async () => {
    await rows.restart()
    const before = rows.order.value
    await rows.renew()
    expect(rows.order.value).toBe(before)
    revision = 2
    await rows.renew()
    expect(rows.order.value).toBe(before + 1)
    await rows.restart()
    expect(rows.order.value).toBe(before + 2)
  })

  it('are read again where the reader is once the log has changed, in one go', async () => {
    await rows.restart()
    rows.show(390, 420)
    await flushPromises()
    prefix = 'now'
    revision = 2
    offsets = []
    const renewed = rows.renew()
    expect(rows.at(400)?.operator).toBe('row 400')
    await renewed
    expect(offsets).toEqual([200, 400])
    expect([390, 400].map((index) => rows.at(index)?.operator)).toEqual(['now 390', 'now 400'])
    expect(rows.at(0)).toBeNull()
  })

  it('of two states of the log never stand side by side', async () => {
    await rows.restart()
    rows.show(180, 199)
    prefix = 'now'
    revision = 2
    rows.show(180, 230)
    await flushPromises()
    expect([199, 200].map((index) => rows.at(index)?.operator)).toEqual(['now 199', 'now 200'])
  })

  it('are shown all the same while the log changes with every look at it', async () => {
    const restless = createKillRecordRows((offset, limit) => {
      revision += 1
      return Promise.resolve(page(offset, limit, 'row'))
    })
    await restless.restart()
    restless.show(190, 210)
    await flushPromises()
    expect([190, 210].map((index) => restless.at(index)?.operator)).toEqual(['row 190', 'row 210'])
  })
})
