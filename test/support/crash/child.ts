import { writeSync } from 'node:fs'
import { once } from 'node:events'
import process from 'node:process'
import type { ArchiveSubject } from '../../../src/main/archive/archives.ts'
import type { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import type { Bounds } from '../../../src/shared/model/time-range.ts'
import type { Cloud } from '../../bench/support/cloud.ts'

/** What a child is to do, until it is killed. */
export interface Order {
  folder: string
  subject: ArchiveSubject
  cloud: Pick<Cloud, 'simulator' | 'tenant' | 'instanceId' | 'range'>
  seed: number
}

/** What a child says; one line each. */
export type Word =
  /** It has loaded everything and waits for the word to go. */
  | { kind: 'ready' }
  /** The archive is open. */
  | { kind: 'opened' }
  /** Something the user would be told. */
  | { kind: 'notice'; text: string }
  | { kind: 'begun'; collectionId: string; instanceId: DdmInstanceId; range: Bounds }
  /** A window was handed to the archive. */
  | { kind: 'storing' }
  /** The archive said that the window is stored. Bounds in milliseconds since the epoch. */
  | { kind: 'stored'; window: number; from: number; to: number; obtained: number }
  | { kind: 'ending'; collectionId: string }

/** Synchronous: what was said has left the process before anything else happens. */
export function say(word: Word): void {
  writeSync(1, `${JSON.stringify(word)}\n`)
}

/** @returns the order, once the word to go has come */
export async function takeOrder(): Promise<Order> {
  const order = JSON.parse(process.argv[2] ?? '') as Order
  say({ kind: 'ready' })
  await once(process.stdin, 'data')
  // A parent that is gone sends no kill.
  process.stdin.on('end', () => process.exit())
  return order
}
