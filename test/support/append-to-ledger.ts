// Adds entries to a ledger from a process of its own: PATH NAME COUNT.
import process from 'node:process'
import { Ledger } from '../../src/main/report/bundle/ledger.ts'

const [path = '', name = '', count = '0'] = process.argv.slice(2)
const ledger = new Ledger(path)
for (let index = 0; index < Number(count); index++) {
  await ledger.append({
    at: new Date(index).toISOString(),
    author: name,
    what: String(index),
    where: '/reports/report',
    digest: 'd'.repeat(64),
    key: 'e'.repeat(64),
  })
}
