import { describe, expect, it } from 'vitest'
import { errorFromRefusal, type Refusal } from '../../../src/main/huawei/errors.ts'

function refusal(status: number, body: unknown, over: Partial<Refusal> = {}): Refusal {
  return {
    service: 'dbss',
    status,
    contentType: 'application/json',
    text: typeof body === 'string' ? body : JSON.stringify(body),
    requestId: 'request-1',
    retryAfter: null,
    ...over,
  }
}

describe('refusals of the services', () => {
  it.each([
    ['DBSS', { error_code: 'DBSS.10000001', error_msg: 'bad message' }],
    ['older DBSS', { error: { error_code: 'DBSS.10000001', error_msg: 'bad message' } }],
    ['DDM v1', { errCode: 'DBSS.10000001', externalMessage: 'bad message' }],
    ['other gateways', { errorCode: 'DBSS.10000001', errorMsg: 'bad message' }],
  ])('are understood in the envelope of %s', (_name, body) => {
    const error = errorFromRefusal(refusal(400, body))
    expect(error).toMatchObject({
      code: 'request',
      status: 400,
      serviceCode: 'DBSS.10000001',
      requestId: 'request-1',
      message: 'Database Security Service answered 400: bad message',
    })
  })

  it('are understood in the envelope of IAM', () => {
    const body = { error: { code: 401, message: 'The username or password is wrong.' } }
    const error = errorFromRefusal(refusal(401, body, { service: 'iam' }))
    expect(error.code).toBe('credentials')
    expect(error.message).toContain('The username or password is wrong.')
    expect(error.hint).toContain('HUAWEI ID')
  })

  it.each([
    [401, 'credentials', false],
    [403, 'permission', false],
    [404, 'not-found', false],
    [400, 'request', false],
    [429, 'throttled', true],
    [500, 'service', false],
    [502, 'service', true],
    [503, 'service', true],
    [504, 'service', true],
    [302, 'answer', false],
    [200, 'service', false],
  ])('with status %i become %s', (status, code, retryable) => {
    expect(errorFromRefusal(refusal(status, {}))).toMatchObject({ code, retryable })
  })

  it('by the gateway for speed are told apart from its other refusals', () => {
    const body = {
      error_code: 'APIGW.0308',
      error_msg: 'The throttling threshold has been reached',
    }
    expect(errorFromRefusal(refusal(429, body)).code).toBe('throttled')
  })

  it('never repeat the signed request that the gateway quotes', () => {
    const body = {
      error_code: 'APIGW.0301',
      error_msg: 'verify aksk signature fail, canonicalRequest:GET|/v1/x/|secret-header:1|',
    }
    expect(errorFromRefusal(refusal(401, body)).message).not.toContain('secret-header')
  })

  it('in HTML from a proxy leave the markup out', () => {
    const error = errorFromRefusal(
      refusal(502, '<html><body>Bad gateway</body></html>', { contentType: 'text/html' }),
    )
    expect(error.message).toBe('Database Security Service answered 502')
  })

  it('in plain text keep the words', () => {
    const error = errorFromRefusal(refusal(503, 'try later', { contentType: 'text/plain' }))
    expect(error.message).toBe('Database Security Service answered 503: try later')
  })
})
