import { describe, expect, it } from 'vitest'
import { readAsker } from '../../../src/cli/environment.ts'
import { UsageError } from '../../../src/cli/exit-codes.ts'

const region = { HW_REGION_NAME: 'cn-north-4' }
const key = { HW_ACCESS_KEY: 'AK1', HW_SECRET_KEY: 'SK1' }
const sdkKey = { HUAWEICLOUD_SDK_AK: 'AK2', HUAWEICLOUD_SDK_SK: 'SK2' }
const user = { HW_DOMAIN_NAME: 'acme', HW_USER_NAME: 'li', HW_USER_PASSWORD: 'pass word ' }
const token = { HW_AUTH_TOKEN: 'MIIT' }
const agency = { HW_ASSUME_ROLE_DOMAIN_NAME: 'other', HW_ASSUME_ROLE_AGENCY_NAME: 'audit' }
const project = { HW_PROJECT_ID: 'p1' }

const read = (environment: Record<string, string>) => readAsker({ ...region, ...environment }, {})
const refusal = (environment: Record<string, string>): string => {
  try {
    readAsker(environment, {})
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return String(error)
  }
  throw new Error('it was taken')
}

describe('a way to sign in', () => {
  it.each([
    ['an access key', key, { accessKey: 'AK1' }, { secretKey: 'SK1' }],
    ['an access key under the SDKs’ names', sdkKey, { accessKey: 'AK2' }, { secretKey: 'SK2' }],
    ['a password', user, { domainName: 'acme', userName: 'li' }, { password: 'pass word ' }],
    ['a token', token, {}, { token: 'MIIT' }],
    ['an agency', { ...user, ...agency }, { agencyName: 'audit' }, { password: 'pass word ' }],
    [
      'a temporary access key',
      { ...key, HW_SECURITY_TOKEN: 'st' },
      {},
      { accessKey: 'AK1', secretKey: 'SK1', securityToken: 'st' },
    ],
    [
      'a password with a one-time code',
      { ...user, ...project, HW_PASSCODE: '012345' },
      { userName: 'li' },
      { passcode: '012345', password: 'pass word ' },
    ],
  ])('is %s', (_, environment, signIn, secret) => {
    const asker = read(environment)
    expect(asker.signIn).toMatchObject(signIn)
    expect(asker.secret).toMatchObject(secret)
    expect(asker.signIn.method).toBe(asker.secret.method)
    expect(asker.notes).toEqual([])
  })

  it('holds no secret in the part that is shown', () => {
    for (const environment of [key, user, token, { ...key, HW_SECURITY_TOKEN: 'st' }])
      expect(JSON.stringify(read(environment).signIn)).not.toMatch(/SK1|pass word|MIIT|"st"/)
  })

  it('is the access key where several are complete, then the token; what is left out is said', () => {
    const all = read({ ...user, ...token, ...sdkKey, ...key })
    expect(all.signIn).toEqual({ method: 'access-key', accessKey: 'AK1' })
    expect(all.notes).toEqual([
      'Signing in with HW_ACCESS_KEY, HW_SECRET_KEY; not used: HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HW_AUTH_TOKEN, HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD.',
    ])
    expect(read({ ...user, ...token }).signIn.method).toBe('token')
  })

  it('is no choice against variables that other tools set beside a key', () => {
    const { signIn, notes } = read({ ...key, HW_DOMAIN_NAME: 'acme' })
    expect([signIn.method, notes]).toEqual(['access-key', []])
  })

  it('is never half a key, even where another way is complete', () => {
    expect(refusal({ ...region, ...user, HW_ACCESS_KEY: 'AK1' })).toContain(
      'HW_ACCESS_KEY is set without HW_SECRET_KEY.',
    )
    expect(refusal({ ...region, HUAWEICLOUD_SDK_SK: 'SK2' })).toContain(
      'HUAWEICLOUD_SDK_SK is set without HUAWEICLOUD_SDK_AK.',
    )
    expect(refusal({ ...region, ...sdkKey, HW_SECURITY_TOKEN: 'st' })).toContain(
      'HW_SECURITY_TOKEN is set without HW_ACCESS_KEY and HW_SECRET_KEY.',
    )
  })

  it('never leaves out the agency, which is another account', () => {
    for (const other of [key, token])
      expect(refusal({ ...region, ...user, ...agency, ...other })).toContain('Which account?')
    expect(refusal({ ...region, ...key, HW_ASSUME_ROLE_AGENCY_NAME: 'audit' })).toContain(
      'Which account?',
    )
    expect(refusal({ ...region, ...user, ...agency, HW_PASSCODE: '012345' })).toContain(
      'can’t be combined',
    )
  })

  it('that was begun has what it lacks named, and nothing else', () => {
    const lacks = (environment: Record<string, string>): string[] =>
      refusal(environment).match(/^ {2}H\w+/gm) ?? []
    expect(lacks({ HW_DOMAIN_NAME: 'acme', HW_USER_NAME: ' ' })).toEqual([
      '  HW_USER_NAME',
      '  HW_USER_PASSWORD',
      '  HW_REGION_NAME',
    ])
    expect(lacks({ ...region, ...user, HW_ASSUME_ROLE_DOMAIN_NAME: 'other' })).toEqual([
      '  HW_ASSUME_ROLE_AGENCY_NAME',
    ])
    expect(lacks({ ...region, HW_PASSCODE: '012345' })).toEqual([
      '  HW_DOMAIN_NAME',
      '  HW_USER_NAME',
      '  HW_USER_PASSWORD',
    ])
    expect(lacks(key)).toEqual(['  HW_REGION_NAME'])
  })

  it('that was not begun is one of those listed', () => {
    const said = refusal({})
    for (const name of ['HW_ACCESS_KEY', 'HUAWEICLOUD_SDK_AK', 'HW_AUTH_TOKEN', 'HW_USER_NAME'])
      expect(said).toContain(name)
    expect(said).toContain('HW_REGION_NAME')
    expect(said).toContain('--demo')
  })

  it('that breaks a rule is named with the rule, without the value', () => {
    const said = refusal({
      ...region,
      ...user,
      ...project,
      HW_DOMAIN_NAME: 'x'.repeat(256),
      HW_PASSCODE: 'hunter2',
    })
    expect(said).toContain('HW_DOMAIN_NAME ')
    expect(said).toContain('HW_PASSCODE must be the 6 digits')
    expect(said).not.toContain('hunter2')
  })
})

describe('the project', () => {
  it('is that of HW_PROJECT_ID, else that of the SDKs’ variable', () => {
    const sdk = { HUAWEICLOUD_SDK_PROJECT_ID: 'p2' }
    expect(read({ ...key, ...sdk }).projectId).toBe('p2')
    expect(read({ ...key, ...sdk, ...project }).projectId).toBe('p1')
    expect(read(key).projectId).toBeNull()
  })

  it('has to be named with a one-time code, which opens one sign-in only', () => {
    expect(refusal({ ...region, ...user, HW_PASSCODE: '012345' })).toContain(
      'HW_PROJECT_ID is needed with HW_PASSCODE',
    )
  })
})
