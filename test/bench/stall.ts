import { collectInto, openArchive } from './support/archive.ts'
import { startCloud } from './support/cloud.ts'
import { alternate, spreadOf, timed, type Run } from './support/measure.ts'
import { rawLoop } from './support/peers.ts'
import { finish, side, target, title } from './support/report.ts'

const rows = 100_000
const rounds = 7

title(
  `The longest stall of the event loop while ${rows.toLocaleString('en')} kill rows are collected into an archive, garbage collection included`,
)
const cloud = await startCloud(rows)
try {
  const runs = await alternate<'raw' | 'ours', Run>(
    {
      raw: () => timed(() => rawLoop(cloud, cloud.canned)),
      ours: async () => {
        const open = await openArchive(cloud)
        try {
          return await timed(() => collectInto(open, cloud, cloud.canned))
        } finally {
          await open.remove()
        }
      },
    },
    rounds,
  )
  const stalls = (some: readonly Run[]) => some.map(({ stall }) => stall)
  side('raw loop, for comparison', spreadOf(stalls(runs.raw)), 'ms')
  side('Audit Desk', spreadOf(stalls(runs.ours)), 'ms')
  side('of which on the processor', spreadOf(runs.ours.map(({ busy }) => busy)), 'ms')
  target({
    what: `the longest of ${rounds} collections`,
    value: Math.max(...stalls(runs.ours)),
    unit: 'ms',
    atMost: 50,
  })
} finally {
  await cloud.close()
}
finish()
