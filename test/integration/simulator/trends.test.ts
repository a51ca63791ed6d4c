import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { ask, at, list, signIn, startAt, tenantOf, textAt, type Json } from './support.ts'

/** As the vendor's SDKs describe each trend. */
const shapes = [
  ['risk-operation', 'OPERATION', 'operation_statistics', ['risk_operation_num']],
  [
    'risk-level',
    'RISK',
    'risk_statistics',
    ['high_risk_num', 'middle_risk_num', 'low_risk_num', 'no_risk_num'],
  ],
  [
    'session',
    'SESSION',
    'session_statistics',
    ['active_session_num', 'fail_session_num', 'new_session_num'],
  ],
  [
    'sql-type',
    'SQL',
    'sql_statistics',
    ['select_num', 'insert_num', 'update_num', 'delete_num', 'other_num'],
  ],
  ['sql-count', 'COUNT', 'count_statistics', ['sql_num']],
  ['sql-injection', 'INJECTION', 'injection_statistics', ['injection_num']],
] as const

let simulator: Simulator & { clock: { now: number } }
let token: string
let instance: string

beforeAll(async () => {
  simulator = await startAt()
  const tenant = tenantOf(simulator, 0)
  token = await signIn(simulator, tenant)
  const instances = await ask(`${simulator.dbss}/v1/${tenant.projectId}/audit/instances`, { token })
  const id = textAt(instances.json, 'instances', 0, 'instance_id')
  instance = `${tenant.projectId}/audit/${id}`
})
afterAll(() => simulator.close())

const trend = (type: string, body: object = {}) =>
  ask(`${simulator.dbss}/v1/${instance}/statistics/trend/${type}`, {
    token,
    body: { regenerate: 0, time: { time_range: 'WEEK' }, ...body },
  })
const pointsOf = async (type: string, name: string) => list((await trend(type)).json, name)
const sum = (point: Json, names: readonly string[]) =>
  names.reduce((total, name) => total + Number(at(point, name)), 0)

describe.each(shapes)('the trend %s', (type, analysis, name, counts) => {
  test('counts what the SDKs say it does, and nothing else', async () => {
    const { json } = await trend(type)
    expect(Object.keys(json as object).sort()).toEqual(['generate_time', name, 'status'].sort())
    const points = list(json, name)
    expect(points.length).toBeGreaterThan(50)
    for (const point of points) {
      expect(Object.keys(point as object).sort()).toEqual(['period', ...counts].sort())
      for (const count of counts) expect(Number(at(point, count))).toBeGreaterThanOrEqual(0)
    }
    expect(points.some((point) => sum(point, counts) > 0)).toBe(true)
  })

  test('is analysed by itself, and the list of analyses says when', async () => {
    const before = at((await trend(type)).json, 'generate_time')
    simulator.clock.now += 60_000
    expect(at((await trend(type, { regenerate: 1 })).json, 'status')).toBe('running')
    const looks: Json[] = []
    for (let look = 0; look < 3; look += 1) looks.push((await trend(type)).json)
    expect(looks.map((look) => at(look, 'status'))).toEqual(['running', 'running', 'finished'])
    const after = at(looks[2]!, 'generate_time')
    expect(after).not.toBe(before)
    const history = await ask(`${simulator.dbss}/v2/${instance}/statistics/trend/history`, {
      token,
    })
    const rows = history.json as Json[]
    for (const row of rows) {
      const isOfType = at(row, 'statistics_type') === analysis
      expect(at(row, 'generate_time') === after).toBe(isOfType)
    }
  })

  test('refuses what the trend of risky operations refuses', async () => {
    for (const body of [{ regenerate: 2 }, { regenerate: '0' }, { time: {} }, { db_id: ['a'] }]) {
      expect((await trend(type, body)).status).toBe(400)
    }
  })
})

describe('the trends of one instance', () => {
  test('agree: the levels of risk add up to the risky operations, the types to the statements', async () => {
    const [operations, levels, types, statements] = await Promise.all([
      pointsOf('risk-operation', 'operation_statistics'),
      pointsOf('risk-level', 'risk_statistics'),
      pointsOf('sql-type', 'sql_statistics'),
      pointsOf('sql-count', 'count_statistics'),
    ])
    const statementsAt = new Map(statements.map((point) => [at(point, 'period'), point]))
    const operationsAt = new Map(operations.map((point) => [at(point, 'period'), point]))
    let compared = 0
    for (const level of levels) {
      const risky = operationsAt.get(at(level, 'period'))
      if (risky === undefined) continue
      compared += 1
      expect(sum(level, ['high_risk_num', 'middle_risk_num', 'low_risk_num'])).toBe(
        Number(at(risky, 'risk_operation_num')),
      )
    }
    for (const one of types) {
      const all = statementsAt.get(at(one, 'period'))
      if (all === undefined) continue
      compared += 1
      expect(sum(one, shapes[3][3])).toBe(Number(at(all, 'sql_num')))
    }
    expect(compared).toBeGreaterThan(100)
  })
})
