import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sign, type AccessKey } from '../../../../src/main/huawei/auth/signer.ts'

interface Asked {
  method: string
  host: string
  segments: readonly string[]
  query: Readonly<Record<string, string | readonly string[]>>
  body: Readonly<Record<string, unknown>> | null
  extra: Readonly<Record<string, string>>
  key: AccessKey
  date: Date
}

/**
 * The vendor's signer is made comparable like this:
 *
 * - It signs every header it is given, so it gets those that we sign and no `Content-Type`.
 * - It hashes `JSON.stringify` of the body it is given, and the empty text only for none; so it gets
 *   none where we send none.
 * - It encodes the path it is given as it is, so it gets the path decoded.
 */
function vendorsSignature({ method, host, segments, query, body, extra, key, date }: Asked) {
  const { securityToken } = key
  const credential = {
    getAk: () => key.accessKey,
    getSk: () => key.secretKey,
    processAuthRequest: () => Promise.reject(new Error('is not used here')),
    processAuthParams: () => Promise.reject(new Error('is not used here')),
  }
  const headers = AKSKSigner.sign(
    {
      method,
      endpoint: `https://${host}/${segments.join('/')}`,
      // It sorts the lists in place.
      queryParams: structuredClone(query),
      ...(body === null ? {} : { data: body }),
      headers: {
        ...extra,
        'X-Sdk-Date': date.toISOString().replace(/[-:]|\.\d+/g, ''),
        ...(securityToken === undefined ? {} : { 'X-Security-Token': securityToken }),
      },
    },
    credential,
  ) as Record<string, string>
  return headers['Authorization']
}

function ourSignature({ method, host, segments, query, body, extra, key, date }: Asked) {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  )
  const headers = sign(
    {
      method,
      host,
      path: `/${segments.map(encodeURIComponent).join('/')}`,
      query: pairs,
      body: body === null ? '' : JSON.stringify(body),
    },
    key,
    extra,
    date,
  )
  return headers['authorization']
}

const isWellFormed = (value: string) => !/\p{Surrogate}/u.test(value)
const anyText = fc.string({ unit: 'binary', maxLength: 12 }).filter(isWellFormed)
const oddText = fc.string({
  unit: fc.constantFrom(...Array.from(`aZ09-_.~ !'()*+%&=/?#:@,;{}|[]<>"^\\\`$€üא一😀`)),
  maxLength: 12,
})
const text = fc.oneof(anyText, oddText)
// What Node's old URL parser, which the vendor uses, cuts off or encodes before they see it.
const segment = text.map((value) => value.replace(/[\s\p{C}{}|\\^`<>"'?#/]/gu, ''))

const asked: fc.Arbitrary<Asked> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  host: fc.constantFrom('dbss.cn-north-4.myhuaweicloud.com', 'ddm.example:8443', '127.0.0.1:8080'),
  segments: fc.array(
    segment.filter((value) => !/^\.{1,2}$/.test(value)),
    { minLength: 1, maxLength: 6 },
  ),
  query: fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 4 })), {
    maxKeys: 6,
    noNullPrototype: true,
  }),
  body: fc.option(
    fc.dictionary(text, fc.jsonValue() as fc.Arbitrary<unknown>, { noNullPrototype: true }),
  ),
  extra: fc.constantFrom({}, { 'X-Project-Id': 'b9351f98c724428794ba7d105fa3558d' }),
  key: fc.record(
    {
      accessKey: fc.stringMatching(/^[A-Z0-9]{20}$/),
      secretKey: fc.stringMatching(/^[A-Za-z0-9]{40}$/),
      securityToken: fc.stringMatching(/^[A-Za-z0-9+/=]{1,200}$/),
    },
    { requiredKeys: ['accessKey', 'secretKey'] },
  ),
  date: fc.date({
    min: new Date('2019-01-01T00:00:00Z'),
    max: new Date('2037-12-31T23:59:59Z'),
    noInvalidDate: true,
  }),
})

it("agrees with the vendor's own signer on a thousand random requests", () => {
  const seen = new Set<string | undefined>()
  fc.assert(
    fc.property(asked, (request) => {
      const theirs = vendorsSignature(request)
      expect(ourSignature(request)).toBe(theirs)
      expect(theirs).toMatch(/^SDK-HMAC-SHA256 Access=\w+, SignedHeaders=host;.*x-sdk-date/)
      seen.add(theirs)
    }),
    { numRuns: 1_000 },
  )
  // That they were a thousand different ones.
  expect(seen.size).toBeGreaterThan(990)
})
