import { describe, expect, it } from 'vitest'
import { environmentProxies, routesOf } from '../../../src/main/huawei/proxy-routes.ts'

describe('what the system says of proxies', () => {
  it.each([
    ['DIRECT', ['direct']],
    ['', ['direct']],
    [' ; ', ['direct']],
    ['PROXY proxy.corp:8080', ['http://proxy.corp:8080']],
    ['PROXY proxy.corp:8080; DIRECT', ['http://proxy.corp:8080', 'direct']],
    ['HTTPS proxy.corp:443;PROXY other:80', ['https://proxy.corp:443', 'http://other:80']],
    ['proxy [fd00::1]:3128', ['http://[fd00::1]:3128']],
    ['SOCKS5 proxy.corp:1080', ['socks5://proxy.corp:1080']],
    ['SOCKS old.corp:1080; PROXY proxy.corp:8080', ['http://proxy.corp:8080']],
  ])('is read, best way first: %s', (answer, routes) => {
    expect(routesOf(answer)).toEqual(routes)
  })

  it('is refused, and named, where none of it can be used', () => {
    expect(() => routesOf('SOCKS proxy.corp:1080')).toThrow('of the kind SOCKS')
  })
})

describe('what the environment says of proxies', () => {
  it.each([
    [{}, '', ''],
    [{ HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'http://a:1', 'http://b:2'],
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: 'https://c:3' }, 'https://c:3', ''],
    [{ HTTPS_PROXY: 'proxy.corp:8080' }, 'http://proxy.corp:8080', ''],
    [{ HTTPS_PROXY: 'user:p%40ss@a:1' }, 'http://user:p%40ss@a:1', ''],
  ])('is read as curl reads it: %o', (env, httpsProxy, httpProxy) => {
    expect(environmentProxies(env)).toEqual({ httpsProxy, httpProxy })
  })

  it.each(['socks5://u:hidden@a:1', 'http://u:hidden@a:port', 'http://u:hidden%@a:1', 'ftp://a'])(
    'is refused by the variable’s name, never its value: %s',
    (value) => {
      const read = () => environmentProxies({ HTTPS_PROXY: value })
      expect(read).toThrow('HTTPS_PROXY does not name an HTTP or HTTPS proxy.')
      expect(read).not.toThrow('hidden')
    },
  )
})
