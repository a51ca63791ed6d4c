import { PassThrough } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { describeWait } from '../../../src/cli/waits.ts'
import { wordsTo } from '../../../src/cli/words.ts'

function listen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY })
  return { words: wordsTo(stream), said: () => String(stream.read() ?? '') }
}

describe('words on stderr', () => {
  it('show progress to a person, each line in place of the one before', () => {
    const { words, said } = listen(true)
    words.progress('window 1 of 2')
    words.progress('window 2 of 2')
    words.say('Done.')
    expect(said()).toBe('\r\x1b[Kwindow 1 of 2\r\x1b[Kwindow 2 of 2\r\x1b[KDone.\n')
  })

  it('write no progress into a file', () => {
    const { words, said } = listen(false)
    words.progress('window 1 of 2')
    words.progress('')
    words.say('Done.')
    expect(said()).toBe('Done.\n')
  })

  it('show a wait to a person in place of progress', () => {
    const { words, said } = listen(true)
    words.progress('window 1 of 2')
    words.wait('Waiting.')
    words.wait('Waiting again.')
    expect(said()).toBe('\r\x1b[Kwindow 1 of 2\r\x1b[KWaiting.\r\x1b[KWaiting again.')
  })

  it('write waits into a file, at most one every five seconds', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { words, said } = listen(false)
    for (let second = 0; second <= 10; second++) {
      words.wait(`at ${second} s`)
      vi.advanceTimersByTime(1000)
    }
    vi.useRealTimers()
    expect(said()).toBe('at 0 s\nat 5 s\nat 10 s\n')
  })

  it('keep their own lines and nothing else of what could command a terminal', () => {
    const { words, said } = listen(true)
    words.say('one\ntwo\u001b[2J')
    expect(said()).toBe('one\ntwo\\u{1b}[2J\n')
  })
})

describe('a wait', () => {
  it('names the service, the reason and its end in whole seconds', () => {
    expect(describeWait({ service: 'ddm', reason: 'pace', milliseconds: 11_200 })).toBe(
      'Waiting for the limit of DDM, resumes in 12 s.',
    )
    expect(describeWait({ service: 'iam', reason: 'throttled', milliseconds: 4_000 })).toBe(
      'Waiting for the limit of IAM, resumes in 4 s.',
    )
    expect(describeWait({ service: 'dbss', reason: 'fault', milliseconds: 300 })).toBe(
      'DBSS failed or could not be reached; asking again in 1 s.',
    )
  })
})
