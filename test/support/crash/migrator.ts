// Opens an archive of an older version, which brings it to the latest. Run by the crash test, which
// kills it meanwhile.
import { Archives } from '../../../src/main/archive/archives.ts'
import { say, takeOrder } from './child.ts'
import { migrationsToCome } from './migrations.ts'
import '@duckdb/node-api'

const { folder, subject } = await takeOrder()
const archives = new Archives({
  folder,
  program: 'the crash test',
  tell: ({ text }) => say({ kind: 'notice', text }),
  migrations: migrationsToCome,
})
await archives.open(subject)
say({ kind: 'opened' })
