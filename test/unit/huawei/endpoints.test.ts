import { describe, expect, it } from 'vitest'
import { resolveEndpoints } from '../../../src/main/huawei/endpoints.ts'

describe('endpoints', () => {
  it('follow from the region', () => {
    expect(resolveEndpoints('cn-north-4', {})).toEqual({
      iam: 'https://iam.cn-north-4.myhuaweicloud.com',
      dbss: 'https://dbss.cn-north-4.myhuaweicloud.com',
      ddm: 'https://ddm.cn-north-4.myhuaweicloud.com',
    })
  })

  it('stand in the European cloud for European regions', () => {
    expect(resolveEndpoints('eu-west-101', {}).ddm).toBe('https://ddm.eu-west-101.myhuaweicloud.eu')
  })

  it('can each be replaced', () => {
    const { iam, dbss } = resolveEndpoints('cn-north-4', { iam: 'https://iam.example:8443/gate' })
    expect(iam).toBe('https://iam.example:8443/gate')
    expect(dbss).toBe('https://dbss.cn-north-4.myhuaweicloud.com')
  })
})
