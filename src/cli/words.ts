import type { Writable } from 'node:stream'
import { visible } from './output/text.ts'

/** Everything the command says; what it found out goes to stdout, words go here. */
export interface Words {
  /** One line, or several. Text of others may be in it: nothing in it can command a terminal. */
  say: (text: string) => void
  /** A line that the next one replaces, empty to clear it; shown to people, not written to files. */
  progress: (text: string) => void
  /** As progress; into a file it goes as well, but not more often than every five seconds. */
  wait: (text: string) => void
}

/** In milliseconds. */
const betweenWaits = 5_000
const toStartOfLine = '\r\x1b[K'

/** @param stream stderr */
export function wordsTo(stream: Writable & { isTTY?: boolean }): Words {
  let isOpen = false
  let lastWait = Number.NEGATIVE_INFINITY
  const say = (text: string): void => {
    const lines = text.split('\n').map(visible).join('\n')
    stream.write(`${isOpen ? toStartOfLine : ''}${lines}\n`)
    isOpen = false
  }
  const progress = (text: string): void => {
    if (stream.isTTY !== true) return
    stream.write(`${toStartOfLine}${visible(text)}`)
    isOpen = text !== ''
  }
  const wait = (text: string): void => {
    if (stream.isTTY === true) {
      progress(text)
    } else if (performance.now() - lastWait >= betweenWaits) {
      lastWait = performance.now()
      say(text)
    }
  }
  return { say, progress, wait }
}
