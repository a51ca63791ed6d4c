import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { auditInstance, startPages, type PagesServer } from './pages-server.ts'
import { endpoints, runHere, signedIn, type Ended } from './run.ts'

const beyond = '9223372036854775807'
let server: PagesServer
beforeEach(async () => {
  server = await startPages()
})
afterEach(() => server.close())

const ask = (...args: string[]): Promise<Ended> =>
  runHere(['risk', '--instance', auditInstance, '--last', 'DAY', ...args, ...endpoints(server)], {
    environment: signedIn,
  })

/** Each type of trend: its list and the counts of a point, as the service sends them. */
const types = [
  ['risk-level', 'risk_statistics', 'high_risk_num,middle_risk_num,low_risk_num,no_risk_num'],
  ['session', 'session_statistics', 'active_session_num,fail_session_num,new_session_num'],
  ['sql-type', 'sql_statistics', 'select_num,insert_num,update_num,delete_num,other_num'],
  ['sql-count', 'count_statistics', 'sql_num'],
  ['sql-injection', 'injection_statistics', 'injection_num'],
] as const

describe.each(types)('the trend of the type %s', (type, list, names) => {
  const counts = names.split(',')

  /** The first count is as large as can be, the second is missing, the others are small. */
  beforeEach(() => {
    const fields = counts.flatMap((name, index) =>
      index === 1 ? [] : [`"${name}":${index === 0 ? beyond : index}`],
    )
    const point = `{"period":"2026-05-01 08:00:00",${fields.join(',')}}`
    server.instead = (path) =>
      path.endsWith(`/statistics/trend/${type}`)
        ? { status: 200, body: `{"status":"FINISHED","${list}":[${point}]}` }
        : null
  })

  it('is, as JSON, the API’s object with every digit', async () => {
    const { code, stdout } = await ask('--type', type, '--format', 'json')
    expect(code).toBe(0)
    expect(stdout).toContain(`"${counts[0]}": ${beyond}`)
    expect(stdout).toContain(`"type": "${type}"`)
  })

  it('is, as CSV, periods and its own counts, with nothing where nothing was sent', async () => {
    const { stdout } = await ask('--type', type, '--format', 'csv')
    const cells = counts.map((_, index) => (index === 1 ? '' : index === 0 ? beyond : index))
    expect(stdout).toBe(`period,${names}\r\n2026-05-01 08:00:00,${cells.join(',')}\r\n`)
  })

  it('is drawn as a table with a column for each count', async () => {
    const { stdout } = await ask('--type', type, '--format', 'table')
    const [heading] = stdout.split('\n').filter((line) => line.includes('Period'))
    expect(heading?.split('│')).toHaveLength(counts.length + 1 + 2)
  })
})

describe('without a type', () => {
  it('the trend is that of risky operations, and its parameters are as ever', async () => {
    const { stdout } = await ask('--format', 'json')
    expect(server.asked.at(-1)).toMatch(/trend\/risk-operation$/)
    const { meta } = JSON.parse(stdout) as { meta: { parameters: object } }
    expect(Object.keys(meta.parameters)).toEqual(['instance', 'databases', 'range'])
  })
})
