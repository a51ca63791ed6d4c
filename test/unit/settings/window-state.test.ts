import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  placeOn,
  WindowStateStore,
  type WindowState,
} from '../../../src/main/settings/window-state.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const beside = { x: 1440, y: 0, width: 3840, height: 2160 }

describe('a window that opens again', () => {
  const bounds = { x: 100, y: 100, width: 1200, height: 700 }

  it('stands where it stood', () => {
    expect(placeOn(bounds, [laptop])).toEqual(bounds)
    const onTheOther = { ...bounds, x: 2000, y: 300 }
    expect(placeOn(onTheOther, [laptop, beside])).toEqual(onTheOther)
  })

  it('starts afresh when its display is gone', () => {
    expect(placeOn({ ...bounds, x: 2000, y: 300 }, [laptop])).toBeNull()
    expect(placeOn({ ...bounds, y: -500 }, [laptop])).toBeNull()
    expect(placeOn(bounds, [])).toBeNull()
  })

  it('is never larger than the display', () => {
    expect(placeOn({ x: 0, y: 25, width: 3840, height: 2160 }, [laptop])).toEqual(laptop)
  })

  it('is pulled in where it stuck out', () => {
    expect(placeOn({ ...bounds, x: 1000, y: 600 }, [laptop])).toEqual({
      x: 240,
      y: 200,
      width: 1200,
      height: 700,
    })
    expect(placeOn({ ...bounds, x: -300 }, [laptop])).toMatchObject({ x: 0 })
  })
})

describe('the place of the window', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-desk-window-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const state: WindowState = { bounds: laptop, maximized: true, zoom: 1 }

  it('outlasts the run, the last one told', async () => {
    const path = join(folder, 'window.json')
    const store = await WindowStateStore.open(path)
    expect(store.current).toBeNull()
    store.keep({ ...state, zoom: 0 })
    store.keep(state)
    await store.written()
    expect((await WindowStateStore.open(path)).current).toEqual(state)
    expect(await readdir(folder)).toEqual(['window.json'])
  })

  it('is forgotten on request', async () => {
    const path = join(folder, 'window.json')
    const store = await WindowStateStore.open(path)
    store.keep(state)
    store.keep(null)
    await store.written()
    expect((await WindowStateStore.open(path)).current).toBeNull()
  })

  it.each(['{', '{"bounds":{}}', JSON.stringify({ ...state, zoom: 99 })])(
    'is as on the first start where the file says %s',
    async (text) => {
      const path = join(folder, 'window.json')
      await writeFile(path, text)
      expect((await WindowStateStore.open(path)).current).toBeNull()
    },
  )
})
