import { HuaweiClient, type ClientOptions } from '../../src/main/huawei/client.ts'
import { Paces } from '../../src/main/huawei/pace.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'

/** No waiting for its own sake: tests of pace and patience set their own. */
const unhurried = {
  paces: new Paces({}),
  patience: { budget: 1_000, firstDelay: 5, longestDelay: 20, throttledDelay: 10 },
}

export const anySignal = new AbortController().signal

/** A client of one server that plays all three services. */
export function clientOf(url: string, over: Partial<ClientOptions> = {}): HuaweiClient {
  return new HuaweiClient({
    ...unhurried,
    region: 'cn-north-4',
    endpoints: { iam: url, dbss: url, ddm: url },
    projectId: ProjectId.parse('b9351f98c724428794ba7d105fa3558d'),
    credentials: {
      method: 'password',
      domainName: 'audited',
      userName: 'auditor',
      password: 'correct horse',
    },
    ...over,
  })
}

/** A client signed in as a tenant of the simulator. */
export function clientOfTenant(simulator: Simulator, index = 0): HuaweiClient {
  const tenant = simulator.tenants[index]
  if (tenant === undefined) throw new RangeError(`The simulator has no tenant ${index}`)
  const { iam, dbss, ddm } = simulator
  const { domainName, userName, password } = tenant
  return new HuaweiClient({
    ...unhurried,
    region: tenant.region,
    endpoints: { iam, dbss, ddm },
    projectId: ProjectId.parse(tenant.projectId),
    credentials: { method: 'password', domainName, userName, password },
  })
}
