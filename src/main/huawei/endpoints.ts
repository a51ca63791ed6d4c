import type { EndpointOverrides } from '../../shared/model/account.ts'

export type Service = 'iam' | 'dbss' | 'ddm'
export type Endpoints = Readonly<Record<Service, string>>

/**
 * Base URLs of the services, without a trailing slash. Regions whose id starts with `eu-west-1`
 * belong to the European cloud, which has a domain of its own.
 */
export function resolveEndpoints(region: string, overrides: EndpointOverrides): Endpoints {
  const cloud = region.startsWith('eu-west-1') ? 'myhuaweicloud.eu' : 'myhuaweicloud.com'
  const of = (service: Service): string =>
    overrides[service] ?? `https://${service}.${region}.${cloud}`
  return { iam: of('iam'), dbss: of('dbss'), ddm: of('ddm') }
}
