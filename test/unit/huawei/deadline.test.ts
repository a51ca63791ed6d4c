import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadline } from '../../../src/main/huawei/deadline.ts'

describe('A deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('stops what takes too long, and says that it did', () => {
    const deadline = new Deadline(new AbortController().signal, 1000)
    vi.advanceTimersByTime(999)
    expect([deadline.signal.aborted, deadline.hasPassed]).toEqual([false, false])
    vi.advanceTimersByTime(1)
    expect([deadline.signal.aborted, deadline.hasPassed]).toEqual([true, true])
    expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('stops when the caller does, for the caller’s reason', () => {
    const caller = new AbortController()
    const deadline = new Deadline(caller.signal, 1000)
    caller.abort('cancel')
    expect(deadline.signal.reason).toBe('cancel')
    expect(deadline.hasPassed).toBe(false)
  })

  it('stops at once for a caller who has stopped already', () => {
    const deadline = new Deadline(AbortSignal.abort('pause'), 1000)
    expect(deadline.signal.reason).toBe('pause')
  })

  it('leaves nothing behind when it ends', () => {
    const caller = new AbortController()
    const deadlines = [1, 2, 3].map(() => new Deadline(caller.signal, 1000))
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(3)
    for (const deadline of deadlines) deadline.end()
    expect(getEventListeners(caller.signal, 'abort')).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(2000)
    caller.abort()
    expect(deadlines.some(({ signal, hasPassed }) => signal.aborted || hasPassed)).toBe(false)
  })
})
