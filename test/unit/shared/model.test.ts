import { describe, expect, it } from 'vitest'
import { inputError } from '../../../src/shared/errors.ts'
import { EndpointOverrides, NewAccount } from '../../../src/shared/model/account.ts'
import { readTimeZone } from '../../../src/shared/model/time-zone.ts'
import { Bounds, resolveBounds } from '../../../src/shared/model/time-range.ts'

describe('endpoints typed by hand', () => {
  it.each([
    'https://dbss.example.com',
    'https://gate.example:8443/iam/',
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
  ])('may be %s', (dbss) => {
    expect(EndpointOverrides.parse({ dbss }).dbss).toBe(dbss.replace(/\/$/, ''))
  })

  it.each([
    'http://dbss.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://user@localhost@example.com',
    'ftp://example.com',
    'dbss.example.com',
    'javascript:alert(1)',
  ])('may not be %s', (dbss) => {
    expect(EndpointOverrides.safeParse({ dbss }).success).toBe(false)
  })
})

describe('ranges', () => {
  it('need a time zone and an order', () => {
    expect(
      Bounds.safeParse({ from: '2026-05-01T00:00:00', to: '2026-05-02T00:00:00Z' }).success,
    ).toBe(false)
    expect(
      Bounds.safeParse({ from: '2026-05-02T00:00:00Z', to: '2026-05-01T00:00:00Z' }).success,
    ).toBe(false)
    expect(
      Bounds.safeParse({ from: '2026-05-01T00:00:00+08:00', to: '2026-05-01T00:00:00Z' }).success,
    ).toBe(true)
  })

  it('given as a preset end now', () => {
    const now = Date.UTC(2026, 4, 1, 12)
    expect(resolveBounds({ kind: 'preset', preset: 'HALF_HOUR' }, now)).toEqual({
      from: '2026-05-01T11:30:00.000Z',
      to: '2026-05-01T12:00:00.000Z',
    })
  })
})

describe('an error about input', () => {
  it('names each field and its rule, and repeats no value', () => {
    const secret = { method: 'password', password: 'correct horse' }
    const input = { name: ' ', region: 'North 4', secret, endpoints: {} }
    const { error } = NewAccount.safeParse(input)
    const { code, message } = inputError(error!)
    expect(code).toBe('input')
    expect(message).toContain('name: must not be empty')
    expect(message).toContain('region: must be a region id, such as cn-north-4')
    expect(message).not.toContain('correct horse')
  })
})

describe('the zone an instance names', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Asia/Shanghai', 'Asia/Shanghai'],
    ['UTC+08:00', '+08:00'],
    ['GMT+8', '+08:00'],
    ['+0530', '+05:30'],
    ['', null],
    [null, null],
    ['somewhere', null],
  ])('%s is read as %s', (sent, zone) => {
    expect(readTimeZone(sent)).toBe(zone)
  })
})
