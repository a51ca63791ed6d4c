import { fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { collectDdmInstances } from '../../../src/main/collect/instances.ts'
import { HuaweiClient } from '../../../src/main/huawei/client.ts'
import { Paces } from '../../../src/main/huawei/pace.ts'
import { ProjectId, type DdmInstanceId } from '../../../src/shared/model/ids.ts'
import type { Bounds } from '../../../src/shared/model/time-range.ts'
import type { SimulatedTenant } from '../../../src/simulator/simulator.ts'
import { nextMessage } from './children.ts'

/** Where a cloud is reached. The answers of both are the same; those of `canned` cost it nothing. */
export interface Endpoints {
  iam: string
  dbss: string
  ddm: string
}

export interface Cloud {
  /** The simulator itself. */
  simulator: Endpoints
  /** Its answers from memory, from the second time on that they are asked for. */
  canned: Endpoints
  tenant: SimulatedTenant
  instanceId: DdmInstanceId
  /** The 90 days the log covers. */
  range: Bounds
  /** Processor time the cloud's process has used so far, in seconds. */
  cpuSeconds: () => Promise<number>
  close: () => Promise<void>
}

interface Told {
  iam: string
  dbss: string
  ddm: string
  canned: string
  tenant: SimulatedTenant
}

const program = fileURLToPath(new URL('./simulator-process.ts', import.meta.url))

/**
 * Starts the simulator in a process of its own: no pace, no latency, and a kill log of so many rows.
 * @param end where its data ends, milliseconds since the epoch; now if absent
 */
export async function startCloud(killRecords: number, end = 0): Promise<Cloud> {
  const child = fork(program, [String(killRecords), String(end)], {
    execPath: process.execPath,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { iam, dbss, ddm, canned, tenant } = (await nextMessage(child)) as Told
  const simulator = { iam, dbss, ddm }
  const client = clientOf(simulator, tenant)
  const [instance] = (await collectDdmInstances(client, new AbortController().signal)).data
  await client.close()
  if (instance === undefined) throw new RangeError('a tenant without a DDM instance')
  const until = Math.floor((end === 0 ? Date.now() : end) / 1000) * 1000
  return {
    simulator,
    canned: { iam, dbss, ddm: canned },
    tenant,
    instanceId: instance.id,
    range: {
      from: new Date(until - 90 * 86_400_000).toISOString(),
      to: new Date(until).toISOString(),
    },
    cpuSeconds: async () => {
      child.send('usage')
      return ((await nextMessage(child)) as { cpuSeconds: number }).cpuSeconds
    },
    close: async () => {
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}

/** A client of ours, without waits for their own sake. */
export function clientOf(endpoints: Endpoints, tenant: SimulatedTenant): HuaweiClient {
  const { region, projectId, domainName, userName, password } = tenant
  return new HuaweiClient({
    region,
    endpoints,
    projectId: ProjectId.parse(projectId),
    credentials: { method: 'password', domainName, userName, password },
    paces: new Paces({}),
  })
}
