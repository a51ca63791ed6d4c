import { collectAuditInstances, collectDdmInstances } from '../../../src/main/collect/instances.ts'
import { HuaweiClient, type ClientOptions } from '../../../src/main/huawei/client.ts'
import { Paces } from '../../../src/main/huawei/pace.ts'
import { ProjectId } from '../../../src/shared/model/ids.ts'
import type { KillRecord } from '../../../src/shared/model/kill-record.ts'
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts'
import { anySignal } from '../client.ts'
import { collectAnew } from '../kill-log-store.ts'
import { questions, type Asked, type Subjects, type Told } from './questions.ts'

export const waysIn = ['password', 'access-key'] as const
export type WayIn = (typeof waysIn)[number]

export interface Cloud extends Subjects {
  simulator: Simulator
}

/** What fails for good is given up soon; what passes gets its time, however slow the machine. */
const patience = {
  short: { budget: 60, firstDelay: 1, longestDelay: 4, throttledDelay: 2 },
  long: { budget: 5_000, firstDelay: 1, longestDelay: 20, throttledDelay: 2 },
}

type Patience = keyof typeof patience

/** A simulator; the first two windows of its `month` share the busiest second of all. */
export async function openCloud(): Promise<Cloud> {
  const simulator = await startSimulator({ seed: 7, killRecords: 1800 })
  const end = Math.floor(Date.now() / 1000) * 1000
  const days = (from: number, count: number) => ({
    from: new Date(from).toISOString(),
    to: new Date(from + count * day).toISOString(),
  })
  const client = new HuaweiClient(optionsFor(simulator, 'password', 'long'))
  const [audit] = (await collectAuditInstances(client, anySignal)).data
  const [ddm] = (await collectDdmInstances(client, anySignal)).data
  if (audit === undefined || ddm === undefined) throw new RangeError('an empty simulator')
  const latest = await collectAnew(client, ddm.id, days(end - 23 * day, 23))
  await client.close()
  return {
    simulator,
    auditInstance: audit.id,
    ddmInstance: ddm.id,
    month: days(busiestSecond(latest.records) - 7 * day, 30),
    day: days(end - day, 1),
  }
}

const day = 86_400_000

/** The second of most kills, milliseconds since the epoch. */
function busiestSecond(records: readonly KillRecord[]): number {
  const counts = new Map<string, number>()
  for (const { at } of records) counts.set(at ?? '', (counts.get(at ?? '') ?? 0) + 1)
  const [busiest] = [...counts].sort(([, a], [, b]) => b - a)
  return Date.parse(busiest?.[0] ?? '')
}

function optionsFor(simulator: Simulator, way: WayIn, how: Patience): ClientOptions {
  const [tenant] = simulator.tenants
  if (tenant === undefined) throw new RangeError('a simulator without tenants')
  const { iam, dbss, ddm } = simulator
  const { domainName, userName, password, accessKey, secretKey, region } = tenant
  return {
    region,
    endpoints: { iam, dbss, ddm },
    projectId: ProjectId.parse(tenant.projectId),
    credentials:
      way === 'password'
        ? { method: way, domainName, userName, password }
        : { method: way, accessKey, secretKey },
    paces: new Paces({}),
    patience: patience[how],
  }
}

/** Asks with a client of its own, and never waits longer than a test may. */
export async function ask(
  cloud: Cloud,
  endpoint: Asked,
  way: WayIn,
  how: Patience,
  limit: number,
): Promise<Told | { error: unknown }> {
  const options = optionsFor(cloud.simulator, way, how)
  const client = new HuaweiClient(options)
  let timer: NodeJS.Timeout | undefined
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`still not over after ${limit} ms`))
    }, limit)
  })
  try {
    return await Promise.race([questions[endpoint](client, cloud, options), overdue])
  } catch (error) {
    return { error }
  } finally {
    clearTimeout(timer)
    await client.close()
  }
}
