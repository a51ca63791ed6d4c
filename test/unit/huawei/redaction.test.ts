import { describe, expect, it } from 'vitest'
import {
  secretHeaders,
  SecretSeeker,
  withoutLongRuns,
  withoutSecrets,
} from '../../../src/main/huawei/redaction.ts'

const secret = `p"a\\s&s <w>ö+rd's`

describe('a text that repeats a secret', () => {
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret)],
    ['in JSON inside JSON', JSON.stringify(JSON.stringify(secret))],
    ['in a URL', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ secret }).toString()],
    ['in a page', 'p&quot;a\\s&amp;s &lt;w&gt;ö+rd&#39;s'],
    ['in Base64', Buffer.from(secret).toString('base64')],
    ['in Base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ])('%s is left without it, and found', (_how, repeated) => {
    const text = withoutSecrets(`refused: ${repeated}.`, ['', secret])
    expect(text).toMatch(/^refused: \W*(secret=)?\(left out\)\W*\.$/)
    const seeker = new SecretSeeker()
    expect(seeker.isIn(`refused: ${repeated}.`, ['', secret])).toBe(true)
    expect(seeker.isIn('refused: another.', ['', secret])).toBe(false)
  })

  it('is found after others were looked for, and others after it', () => {
    const seeker = new SecretSeeker()
    const text = `refused: ${secret}.`
    const looked = [['another'], [secret], ['another', secret], ['another'], [secret, 'refused']]
    expect(looked.map((secrets) => seeker.isIn(text, secrets))).toEqual(
      looked.map((secrets) => withoutSecrets(text, secrets) !== text),
    )
  })

  it('that is no text in itself is left without it', () => {
    expect(withoutSecrets('refused: \ud800x.', ['\ud800x'])).toBe('refused: (left out).')
  })
})

describe('a message', () => {
  it('keeps ids, codes and addresses', () => {
    const message =
      'DBSS.10020021: no instance f08206cf0d5ef5c11816418fd3ec21b9in09 at dbss.cn-north-4.myhuaweicloud.com'
    expect(withoutLongRuns(message)).toBe(message)
  })

  it('loses what may be a request packed in some other way', () => {
    const packed = Buffer.from(JSON.stringify({ auth: { identity: secret } })).toString('base64')
    expect(withoutLongRuns(`can't read ${packed}`)).toBe("can't read (left out)")
  })
})

it('the signature counts as a secret by itself', () => {
  const authorization = 'SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=0123abcd'
  expect(secretHeaders({ authorization, 'x-auth-token': 'token' })).toEqual([
    'token',
    '',
    authorization,
    '0123abcd',
  ])
})
