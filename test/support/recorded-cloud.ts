import { HuaweiClient, type ClientOptions } from '../../src/main/huawei/client.ts'
import type { Credentials } from '../../src/main/huawei/credentials.ts'
import { Paces } from '../../src/main/huawei/pace.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import {
  startSimulator,
  type SimulatedTenant,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/simulator.ts'
import { recordBefore, type Recorder } from './recorder.ts'

/** The simulator, with a recorder before each of its services. */
export interface RecordedCloud {
  simulator: Simulator
  tenant: SimulatedTenant
  iam: Recorder
  dbss: Recorder
  ddm: Recorder
  /** A client of the first tenant's user; by password unless the test says otherwise. */
  client: (over?: Partial<ClientOptions>) => HuaweiClient
  options: (over?: Partial<ClientOptions>) => ClientOptions
  close: () => Promise<void>
}

export async function openRecordedCloud(
  options: Partial<SimulatorOptions> = {},
): Promise<RecordedCloud> {
  const simulator = await startSimulator({ seed: 7, ...options })
  const [tenant] = simulator.tenants
  if (tenant === undefined) throw new RangeError('a simulator without tenants')
  const [iam, dbss, ddm] = await Promise.all([
    recordBefore(simulator.iam),
    recordBefore(simulator.dbss),
    recordBefore(simulator.ddm),
  ])
  const clients: HuaweiClient[] = []
  const optionsOf = (over: Partial<ClientOptions> = {}): ClientOptions => ({
    region: tenant.region,
    endpoints: { iam: iam.url, dbss: dbss.url, ddm: ddm.url },
    projectId: ProjectId.parse(tenant.projectId),
    credentials: passwordOf(tenant),
    paces: new Paces({}),
    patience: { budget: 1_000, firstDelay: 5, longestDelay: 20, throttledDelay: 10 },
    ...over,
  })
  return {
    simulator,
    tenant,
    iam,
    dbss,
    ddm,
    options: optionsOf,
    client: (over) => {
      const client = new HuaweiClient(optionsOf(over))
      clients.push(client)
      return client
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.close()))
      await Promise.all([iam.close(), dbss.close(), ddm.close()])
      await simulator.close()
    },
  }
}

export function passwordOf({ domainName, userName, password }: SimulatedTenant): Credentials {
  return { method: 'password', domainName, userName, password }
}

export function keyOf({ accessKey, secretKey }: SimulatedTenant): Credentials {
  return { method: 'access-key', accessKey, secretKey }
}
