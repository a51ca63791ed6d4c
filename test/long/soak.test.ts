import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KillLogQuery } from '../../src/shared/contract/kill-log.ts'
import { collectInto, openArchive, type OpenArchive } from '../bench/support/archive.ts'
import { bridgeTo } from '../bench/support/bridge.ts'
import { startCloud, type Cloud } from '../bench/support/cloud.ts'
import { randomOf, timed } from '../bench/support/measure.ts'

const rows = 100_000
const rounds = 3
/** A hand on the keyboard is no faster, in milliseconds. */
const betweenKeys = 60
/** Nobody types on while so many keys show no effect: a slow machine must not be asked ever more. */
const mostWaiting = 20
/** In milliseconds: what is longer is felt. */
const longestStall = 50

let cloud: Cloud
let open: OpenArchive
beforeEach(async () => {
  cloud = await startCloud(rows)
  open = await openArchive(cloud)
})
afterEach(async () => {
  await open.remove()
  await cloud.close()
})

const columns = ['at', 'processId', 'operator', 'instanceName'] as const
const filters = ['', '4', '47', '471', 'o', 'op', 'ops', 't1', '2026-1', 'ddm', 'nothing has it']

function anyQuery(random: () => number): KillLogQuery {
  return {
    filter: filters[Math.floor(random() * filters.length)] ?? '',
    sort: { column: columns[Math.floor(random() * 4)] ?? 'at', descending: random() < 0.5 },
  }
}

it('answers one query after the other while it collects, without an error and without a stall', async () => {
  const log = { instanceId: cloud.instanceId, range: cloud.range }
  const bridge = bridgeTo(open.archive)
  const random = randomOf(7)
  const answers: Promise<void>[] = []
  const seen = { pages: 0, facets: 0, revisions: new Set<number>() }
  let waiting = 0
  const answered = () => {
    waiting--
  }
  const type = () => {
    if (waiting >= mostWaiting) return
    waiting++
    const query = anyQuery(random)
    const offset = Math.floor(random() ** 3 * rows)
    answers.push(
      bridge
        .page(log, query, offset, 200)
        .then((page) => {
          seen.pages++
          seen.revisions.add(page.revision)
          expect(page.length).toBe(Math.max(0, Math.min(200, page.total - offset)))
          expect(page.columns.rawTime).toHaveLength(page.length)
        })
        .finally(answered),
    )
    answers.push(
      bridge.facets(log, query.filter).then((facets) => {
        seen.facets++
        const kills = facets.operators.reduce((sum, operator) => sum + operator.kills, 0)
        expect(kills).toBe(facets.total)
      }),
    )
  }

  let obtained = 0
  const { busy, stall } = await timed(async () => {
    for (let round = 0; round < rounds; round++) {
      const typing = setInterval(type, betweenKeys)
      try {
        obtained = (await collectInto(open, cloud, cloud.simulator)).rows
      } finally {
        clearInterval(typing)
      }
    }
    await Promise.all(answers)
  })
  process.stdout.write(
    `soak: ${seen.pages} pages and ${seen.facets} counts at ${seen.revisions.size} revisions; busy for ${busy.toFixed(1)} ms, stalled for ${stall.toFixed(1)} ms at most\n`,
  )
  expect(obtained).toBe(
    (
      await bridge.page(
        log,
        anyQuery(() => 0),
        0,
        1,
      )
    ).total,
  )
  expect(seen.revisions.size).toBeGreaterThan(10)
  expect(seen.pages).toBeGreaterThan(50)
  // The processor's time: another program's turn on it is no stall of ours.
  expect(busy).toBeLessThanOrEqual(longestStall)
})
