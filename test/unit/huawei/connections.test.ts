import { describe, expect, it } from 'vitest'
import { firstRoute } from '../../../src/main/huawei/connections.ts'

describe('what the system says of proxies', () => {
  it.each([
    ['DIRECT', 'direct'],
    ['', 'direct'],
    ['PROXY proxy.corp:8080', 'http://proxy.corp:8080'],
    ['PROXY proxy.corp:8080; DIRECT', 'http://proxy.corp:8080'],
    ['HTTPS proxy.corp:443;PROXY other:80', 'https://proxy.corp:443'],
    ['SOCKS5 proxy.corp:1080', 'socks5://proxy.corp:1080'],
  ])('is read: %s', (answer, route) => {
    expect(firstRoute(answer)).toBe(route)
  })

  it('is refused, and named, where it can’t be used', () => {
    expect(() => firstRoute('SOCKS proxy.corp:1080')).toThrow('of the kind SOCKS')
  })
})
