import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { readCommandLines } from './canary.ts'
import { answerJson, answerToken, serveHttp, type TestServer } from './http-server.ts'

/** A request, and everything of it that a careless server may repeat. */
interface Heard {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** Ways in which gateways and proxies quote what they refuse. */
export const quoting: Readonly<Record<string, (heard: Heard, response: ServerResponse) => void>> = {
  'the gateway, with its canonical request': (heard, response) => {
    refuse(response, 401, `verify aksk signature fail, canonicalRequest:${canonical(heard, '|')}`)
  },
  'the gateway, with its canonical request in lines': (heard, response) => {
    refuse(response, 401, `verify aksk signature fail, canonicalRequest:${canonical(heard, '\n')}`)
  },
  'a gateway that names the signature': (heard, response) => {
    const signature = /Signature=(\w+)/.exec(heard.headers.authorization ?? '')?.[1] ?? ''
    refuse(response, 401, `the signature ${signature} is not the expected one`)
  },
  'a gateway that names each header': ({ headers }, response) => {
    refuse(response, 403, `not allowed: ${JSON.stringify(headers)}`)
  },
  'a service that repeats the body': ({ body }, response) => {
    refuse(response, 400, `can't be read: ${body}`)
  },
  'a service that repeats the body in Base64': ({ body, headers }, response) => {
    const all = `${body}${JSON.stringify(headers)}`
    refuse(response, 400, `can't be read: ${Buffer.from(all).toString('base64')}`)
  },
  'a service that repeats the secrets one by one': ({ body, headers }, response) => {
    refuse(response, 400, `can't be read: ${secretsIn(body, headers).join(' ')}`)
  },
  'a service that repeats the secrets, encoded': ({ body, headers }, response) => {
    const encoded = secretsIn(body, headers).flatMap((secret) => [
      encodeURIComponent(secret),
      new URLSearchParams({ secret }).toString(),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
      Buffer.from(secret).toString('hex'),
      JSON.stringify(JSON.stringify(secret)),
      secret
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;'),
    ])
    refuse(response, 400, `can't be read: ${encoded.join(' ')}`)
  },
  'IAM, in its own envelope': ({ body }, response) => {
    const error = { code: 401, message: `wrong: ${body}`, title: 'Unauthorized' }
    answerJson(response, { error }, { status: 401 })
  },
  'a service that repeats the secrets in its error code': ({ body, headers }, response) => {
    const code = secretsIn(body, headers).join(' ')
    answerJson(response, { error_code: code, error_msg: 'no' }, { status: 400 })
  },
  'a service that repeats the secrets as request id': ({ body, headers }, response) => {
    const id = encodeURIComponent(secretsIn(body, headers).join(' '))
    answerJson(response, {}, { status: 403, headers: { 'x-request-id': id } })
  },
  'a proxy, in plain text': (heard, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' }).end(dump(heard))
  },
  'a proxy, in plain text cut anywhere': ({ body, headers }, response) => {
    const [secret = ''] = secretsIn(body, headers)
    response
      .writeHead(403, { 'content-type': 'text/plain' })
      .end(`${'x '.repeat(Math.max(0, 99 - secret.length / 4))}${secret}`)
  },
  'a proxy, as a page': (heard, response) => {
    response.writeHead(403, { 'content-type': 'text/html' }).end(`<pre>${dump(heard)}</pre>`)
  },
  'a proxy that calls its page JSON': (heard, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(dump(heard))
  },
  'a service that answers with the request': ({ body, headers }, response) => {
    answerJson(response, { ...headers, echoed: body, token: { expires_at: 7 } })
  },
  'a service that redirects with the secrets': ({ body, headers }, response) => {
    const to = `https://example.com/?${encodeURIComponent(secretsIn(body, headers).join(' '))}`
    response.writeHead(302, { location: to }).end()
  },
}

export interface HostileCloud extends TestServer {
  /** Quotes as told what it is asked; `signIn` says whether signing in works. */
  behave: (how: keyof typeof quoting, signIn: boolean) => void
  heard: Heard[]
  /** The command lines of all processes while it was asked. */
  commandLines: Set<string>
}

/** One server for all services, which repeats what it hears to anybody who may listen. */
export async function startHostileCloud(issuedToken: string): Promise<HostileCloud> {
  const heard: Heard[] = []
  const commandLines = new Set<string>()
  let quote: (heard: Heard, response: ServerResponse) => void = (_, response) => response.destroy()
  let letsIn = false
  const server = await serveHttp((request, response, body) => {
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body }
    heard.push(one)
    commandLines.add(readCommandLines())
    if (letsIn && url.startsWith('/v3/auth/tokens')) answerToken(response, issuedToken)
    else quote(one, response)
  })
  return {
    ...server,
    heard,
    commandLines,
    behave: (how, signIn) => {
      quote = quoting[how] ?? quote
      letsIn = signIn
    },
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  answerJson(response, { error_code: 'APIGW.0301', error_msg: message }, { status })
}

function canonical({ method, url, headers }: Heard, separator: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${String(value)}`)
  const [path = '', query = ''] = url.split('?')
  return [method, path, query, ...lines, '', Object.keys(headers).join(';'), 'hash'].join(separator)
}

function dump({ method, url, headers, body }: Heard): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
  return [`${method} ${url}`, ...lines, '', body].join('\n')
}

/** What a careless server would pick out of a request. */
function secretsIn(body: string, headers: IncomingHttpHeaders): string[] {
  const inBody = [...body.matchAll(/"(?:password|passcode)":("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted = '""']) => JSON.parse(quoted) as string,
  )
  const inHeaders = ['x-auth-token', 'x-security-token', 'authorization', 'proxy-authorization']
    .map((name) => headers[name])
    .filter((value) => typeof value === 'string')
  return [...inBody, ...inHeaders]
}
