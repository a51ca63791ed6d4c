import { describe, expect, it } from 'vitest'
import { useAttempt } from '../../../src/renderer/composables/useAttempt.ts'

describe('an attempt', () => {
  it('is made once, however often it is started meanwhile', async () => {
    const { busy, attempt } = useAttempt()
    let started = 0
    let finish = (): void => undefined
    const start = () =>
      attempt(() => {
        started++
        return new Promise<void>((resolve) => {
          finish = resolve
        })
      })
    const first = start()
    expect(busy.value).toBe(true)
    expect(await start()).toBe(false)
    finish()
    expect(await first).toBe(true)
    expect({ started, busy: busy.value }).toEqual({ started: 1, busy: false })
    const second = start()
    finish()
    expect(await second).toBe(true)
  })

  it('says why it failed, until the next', async () => {
    const { busy, error, attempt } = useAttempt()
    expect(await attempt(() => Promise.reject(new Error('no room left')))).toBe(false)
    expect(busy.value).toBe(false)
    expect(error.value?.message).toContain('no room left')
    expect(await attempt(() => Promise.resolve())).toBe(true)
    expect(error.value).toBeNull()
  })
})
