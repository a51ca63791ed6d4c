import { HuaweiClient } from '../../src/main/huawei/client.ts'
import { ProjectId } from '../../src/shared/model/ids.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'

export const anySignal = new AbortController().signal

/** A client of one server that plays all three services. */
export function clientOf(url: string): HuaweiClient {
  return new HuaweiClient({
    region: 'cn-north-4',
    endpoints: { iam: url, dbss: url, ddm: url },
    projectId: ProjectId.parse('b9351f98c724428794ba7d105fa3558d'),
    credentials: { domainName: 'audited', userName: 'auditor', password: 'correct horse' },
  })
}

/** A client signed in as a tenant of the simulator. */
export function clientOfTenant(simulator: Simulator, index = 0): HuaweiClient {
  const tenant = simulator.tenants[index]
  if (tenant === undefined) throw new RangeError(`The simulator has no tenant ${index}`)
  const { iam, dbss, ddm } = simulator
  const { domainName, userName, password } = tenant
  return new HuaweiClient({
    region: tenant.region,
    endpoints: { iam, dbss, ddm },
    projectId: ProjectId.parse(tenant.projectId),
    credentials: { domainName, userName, password },
  })
}
