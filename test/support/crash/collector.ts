// Collects one part of a kill log after the other into an archive, and says what it was told is
// stored. Run by the crash test, which kills it.
import { randomUUID } from 'node:crypto'
import { Archives } from '../../../src/main/archive/archives.ts'
import { countRows } from '../../../src/main/archive/kill-log-batch.ts'
import type { KillLogStore } from '../../../src/main/archive/kill-log.ts'
import { collectKillLog } from '../../../src/main/collect/kill-log.ts'
import { CollectionId } from '../../../src/shared/contract/kill-log.ts'
import type { Bounds } from '../../../src/shared/model/time-range.ts'
import { clientOf } from '../../bench/support/cloud.ts'
import { randomOf } from '../../bench/support/measure.ts'
import { say, takeOrder } from './child.ts'
import '@duckdb/node-api'

const { folder, subject, cloud, seed } = await takeOrder()
const archives = new Archives({
  folder,
  program: 'the crash test',
  tell: ({ text }) => say({ kind: 'notice', text }),
})
const archive = await archives.open(subject)
say({ kind: 'opened' })
const store = telling(archive.killLog)
const client = clientOf(cloud.simulator, cloud.tenant)
const random = randomOf(seed)
for (;;) {
  await collectKillLog({
    client,
    store,
    instanceId: cloud.instanceId,
    range: somePart(cloud.range),
    what: random() < 0.5 ? 'missing' : 'all',
    collectionId: CollectionId.parse(randomUUID()),
    inBackground: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
}

/** From an hour to ten days, anywhere. */
function somePart({ from, to }: Bounds): Bounds {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  const length = 3_600_000 + Math.floor(random() * 10 * 86_400) * 1000
  const start = first + Math.floor((random() * (last - first - length)) / 1000) * 1000
  return {
    from: new Date(start).toISOString(),
    to: new Date(start + length).toISOString(),
  }
}

/** The same store, which says what it promised as soon as it has. */
function telling(kept: KillLogStore): KillLogStore {
  return new Proxy(kept, {
    get(target, name) {
      if (name === 'storeWindow') {
        return async (window: Parameters<KillLogStore['storeWindow']>[0]) => {
          say({ kind: 'storing' })
          const stored = await target.storeWindow(window)
          const { from, to } = window.window
          const obtained = countRows(window.batches)
          say({ kind: 'stored', window: stored.revision, from, to, obtained })
          return stored
        }
      }
      if (name === 'begin') {
        return async (begun: Parameters<KillLogStore['begin']>[0]) => {
          await target.begin(begun)
          const { id, instanceId, range } = begun
          say({ kind: 'begun', collectionId: id, instanceId, range })
        }
      }
      if (name === 'end') {
        return async (...ending: Parameters<KillLogStore['end']>) => {
          say({ kind: 'ending', collectionId: ending[0] })
          await target.end(...ending)
        }
      }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
