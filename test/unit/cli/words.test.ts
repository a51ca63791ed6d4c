import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
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

  it('keep their own lines and nothing else of what could command a terminal', () => {
    const { words, said } = listen(true)
    words.say('one\ntwo\u001b[2J')
    expect(said()).toBe('one\ntwo\\u{1b}[2J\n')
  })
})
