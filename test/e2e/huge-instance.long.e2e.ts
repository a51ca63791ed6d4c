import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewAccount } from '../../src/shared/model/account.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import { answerJson, answerToken, serveHttp, type TestServer } from '../support/http-server.ts'
import { deleteProfile, launch, resize, screenshot, type RunningApp } from './support/app.ts'

const databases = 5000
const users = 3
const nameOf = (index: number): string => `tenant_database_${String(index).padStart(5, '0')}`
const idOf = (index: number): string => `database-id-${String(index)}`
const every = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => make(index))
/** One page, however much is asked for. */
const paged = (name: string, rows: unknown[], url: string): unknown => {
  const { searchParams } = new URL(url, 'http://cloud')
  const offset = Number(searchParams.get('offset') ?? 0)
  const limit = Number(searchParams.get('limit') ?? rows.length)
  return { [name]: rows.slice(offset, offset + limit), total: rows.length }
}

const rowsOf = (index: number) => ({
  db_id: idOf(index),
  db_name: nameOf(index),
  db_ip: `10.${String(index >> 16)}.${String((index >> 8) & 255)}.${String(index & 255)}`,
})
const types = ['RISK', 'SESSION', 'SQL', 'COUNT', 'INJECTION', 'OPERATION', 'LATENCY']
const analysed = (index: number, kind: number): string =>
  new Date(Date.now() - (((index * 7 + kind * 13) % 60) + 0.5) * 86_400_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')

let cloud: TestServer
let desk: RunningApp

beforeAll(async () => {
  cloud = await serveHttp(({ url = '' }, response) => {
    if (url.startsWith('/v3/auth/tokens')) answerToken(response)
    else if (url.includes('/databases')) {
      const rows = every(databases, (index) => {
        const { db_id, db_name, db_ip } = rowsOf(index)
        return { database: { id: db_id, name: db_name, type: 'MYSQL', ip: db_ip, port: '3306' } }
      })
      answerJson(response, paged('databases', rows, url))
    } else if (url.includes('/session/db-account')) {
      answerJson(
        response,
        every(databases * users, (index) => ({
          ...rowsOf(Math.floor(index / users)),
          db_user: `user_${String(index % (users * 40))}`,
          session_num: index + 1,
        })),
      )
    } else if (url.includes('/trend/history')) {
      answerJson(
        response,
        every(databases, rowsOf).flatMap(({ db_id, db_name }, index) =>
          types.map((type, kind) => ({
            ...{ db_id, db_name, statistics_type: type },
            generate_time: analysed(index, kind),
          })),
        ),
      )
    } else if (url.includes('/audit/instances')) {
      const instance = { id: 'huge-instance', instance_id: 'huge-instance', name: 'DBSS-huge' }
      answerJson(response, paged('instances', [{ ...instance, status: 'ACTIVE' }], url))
    } else answerJson(response, { error_code: 'APIGW.0101', error_msg: 'none' }, { status: 404 })
  })
  desk = await launch()
  await resize(desk, 1440, 900)
  const account: NewAccount = {
    name: 'Huge',
    color: 'violet',
    region: 'cn-north-4',
    endpoints: { iam: cloud.url, dbss: cloud.url, ddm: cloud.url },
    signIn: { method: 'password', domainName: 'huge', userName: 'auditor' },
    secret: { method: 'password', password: 'not-a-real-password' },
    projectId: ProjectId.parse('0'.repeat(32)),
    projectName: 'cn-north-4',
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
  }
  await desk.page.evaluate(async (value) => {
    const added = await window.auditDesk.accounts.add(value)
    if (!added.ok) throw new Error(added.error.message)
    await window.auditDesk.accounts.select({ accountId: added.value.id })
  }, account)
  await desk.page.reload()
  await desk.page.getByTestId('account-name').waitFor()
})
afterAll(async () => {
  await desk.close()
  await cloud.close()
  await deleteProfile(desk.profileFolder)
})

const main = () => desk.page.getByRole('main')

async function show(screen: 'sessions' | 'analyses'): Promise<void> {
  await desk.page.evaluate((path) => {
    location.hash = `#/${path}`
  }, screen)
  await desk.page.waitForFunction((path) => location.hash.split('?')[0] === `#/${path}`, screen)
  await desk.page.getByRole('heading', { level: 1 }).waitFor()
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

describe('an instance with thousands of databases', () => {
  it('has a matrix that scrolls to its last database and draws only what is in sight', async () => {
    await show('analyses')
    await main().getByText('5,000 databases').waitFor()
    const matrix = desk.page.getByTestId('matrix')
    await matrix.evaluate((element) => {
      element.scrollTop = element.scrollHeight
    })
    await matrix.getByText(nameOf(databases - 1)).waitFor()
    expect(await matrix.locator('tbody tr').count()).toBeLessThan(80)
    await desk.page.waitForTimeout(300)
    await screenshot(desk, 'huge-analyses')
    await main().getByLabel('Filter databases').fill('04321')
    await main().getByText('1 of 5,000 databases').waitFor()
  })

  it('has a list of databases to search in', async () => {
    await show('sessions')
    await main()
      .getByRole('button', { name: /^Databases: / })
      .click()
    await desk.page.getByRole('option').first().waitFor()
    expect(await desk.page.getByRole('option').count()).toBeLessThan(100)
    await desk.page.keyboard.type('04321')
    await desk.page.getByRole('option', { name: nameOf(4321) }).click()
    await desk.page.keyboard.press('Escape')
    await main()
      .getByRole('button', { name: `Databases: ${nameOf(4321)}` })
      .waitFor()
  })

  it('shows the largest and the exact rest of fifteen thousand rows', async () => {
    await show('sessions')
    await main().getByRole('button', { name: 'By database', exact: true }).click()
    await main().getByText('112,507,500').first().waitFor()
    await desk.page.waitForTimeout(600)
    await screenshot(desk, 'huge-sessions')
    await main().getByRole('button', { name: 'User × database' }).click()
    await main().getByRole('button', { name: 'Top 20' }).click()
    await desk.page.waitForTimeout(600)
    await screenshot(desk, 'huge-sessions-map')
    await main().getByLabel('Filter rows').fill(nameOf(77))
    await main().getByText('of 3 that match, 15,000 in all').waitFor()
  })
})

it('The page never complained', () => {
  expect(desk.complaints).toEqual([])
})
