import type { AccountColor } from '../../shared/model/account.ts'
import { ProjectId } from '../../shared/model/ids.ts'
import type { DemoTenant } from './accounts.ts'

/** What is needed to know of the embedded simulator to sign in to its tenants. */
export interface DemoCloud {
  iam: string
  dbss: string
  ddm: string
  tenants: readonly {
    domainName: string
    userName: string
    password: string
    region: string
    projectId: string
    projectName: string
  }[]
}

/** Seed of the demo's data: the same demo on every machine. */
export const demoSeed = 7

const colors: readonly AccountColor[] = ['teal', 'violet']

/** The tenants of the embedded simulator, as accounts that can sign in. */
export function demoTenants({ iam, dbss, ddm, tenants }: DemoCloud): DemoTenant[] {
  return tenants.map((tenant, index) => ({
    name: tenant.domainName,
    color: colors[index % colors.length] ?? 'teal',
    region: tenant.region,
    signIn: { method: 'password', domainName: tenant.domainName, userName: tenant.userName },
    endpoints: { iam, dbss, ddm },
    projectId: ProjectId.parse(tenant.projectId),
    projectName: tenant.projectName,
    dbssTimeZone: 'UTC',
    refreshKillLog: false,
    secret: { method: 'password', password: tenant.password },
  }))
}
