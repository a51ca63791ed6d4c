import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalQuery, sign, type Signable } from '../../../../src/main/huawei/auth/signer.ts'
import { canonicalRequest, signatureOf } from '../../../../src/simulator/signature.ts'

const key = { accessKey: 'AccessKey', secretKey: 'SecretKey' }

function signatureFor(request: Partial<Signable> & { path: string }, date: string): string {
  const signable = {
    method: 'GET',
    host: 'service.region.example.com',
    query: [],
    body: '',
    ...request,
  }
  const { authorization = '' } = sign(signable, key, {}, new Date(date))
  return authorization
}

describe('signing with an access key', () => {
  // The vendor's own test vectors (AKSKSignerTest.java, test_signer.py).
  it.each([
    [
      'a GET with a query',
      {
        path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs',
        query: [
          ['limit', '2'],
          ['marker', '13551d6b-755d-4757-b956-536f674975c0'],
        ] as [string, string][],
      },
      '2019-11-15T03:36:55Z',
      'fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d',
    ],
    [
      'a POST with a body',
      {
        method: 'POST',
        path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123',
        body: '{"key":"value"}',
      },
      '2019-11-15T03:36:55Z',
      'b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771',
    ],
    [
      'a GET of another host',
      {
        host: 'service.endpoint.myhuaweicloud.com',
        path: '/resources',
        query: [['size', '1']] as [string, string][],
      },
      '2020-06-08T02:39:00Z',
      'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
    ],
  ])('agrees with the published vector of %s', (_name, request, date, signature) => {
    expect(signatureFor(request, date)).toBe(
      `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-sdk-date, Signature=${signature}`,
    )
  })

  it('encodes a query as the published example does', () => {
    const query: [string, string][] = [
      ['limit', '1'],
      ['enable', 'true'],
      ['test', '一 (&=?!#%.*)'],
      ['path', '/var/123'],
      ['multi', '1'],
      ['multi', '2'],
      ['multi', '3'],
    ]
    expect(canonicalQuery(query)).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Fvar%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    )
  })

  it('signs the project and the security token, and sends both', () => {
    const headers = sign(
      { method: 'GET', host: 'h', path: '/', query: [], body: '' },
      { ...key, securityToken: 'of the moment' },
      { 'X-Project-Id': 'project' },
      new Date('2026-05-01T00:00:00Z'),
    )
    expect(headers).toMatchObject({
      'x-project-id': 'project',
      'x-security-token': 'of the moment',
      'x-sdk-date': '20260501T000000Z',
    })
    expect(headers['authorization']).toContain(
      'SignedHeaders=host;x-project-id;x-sdk-date;x-security-token,',
    )
    expect(JSON.stringify(headers)).not.toContain(key.secretKey)
  })

  it('is verified by somebody else’s reading of the same rules, for any path, query and body', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const wellFormed = text.filter((value) => !/\p{Surrogate}/u.test(value))
    fc.assert(
      fc.property(
        fc.array(wellFormed, { maxLength: 5 }),
        fc.array(fc.tuple(wellFormed, wellFormed), { maxLength: 5 }),
        wellFormed,
        fc.constantFrom('GET', 'POST'),
        (parts, query, body, method) => {
          const path = `/${parts.map(encodeURIComponent).join('/')}`
          const headers = sign(
            { method, host: 'h:8443', path, query, body },
            key,
            { 'X-Project-Id': 'p' },
            new Date('2026-05-01T00:00:00Z'),
          )
          const wire = canonicalQuery(query)
          const canonical = canonicalRequest(
            {
              method,
              url: wire === '' ? path : `${path}?${wire}`,
              headers: { ...headers, host: 'h:8443' },
              body: Buffer.from(body),
            },
            ['host', 'x-project-id', 'x-sdk-date'],
          )
          const expected = signatureOf(canonical, headers['x-sdk-date'] ?? '', key.secretKey)
          expect(headers['authorization']).toContain(`Signature=${expected}`)
        },
      ),
      { numRuns: 500 },
    )
  })
})
