import { request as ask, type IncomingHttpHeaders } from 'node:http'
import { serveHttp } from './http-server.ts'

/** A request as it came over the wire. */
export interface Recorded {
  method: string
  /** Path and query as sent. */
  url: string
  headers: IncomingHttpHeaders
  body: string
  /** Milliseconds since the epoch. */
  at: number
}

export interface Recorder {
  url: string
  requests: Recorded[]
  close: () => Promise<void>
}

/** Stands before a service, lets everything pass as it is, and knows what passed. */
export async function recordBefore(service: string): Promise<Recorder> {
  const requests: Recorded[] = []
  const server = await serveHttp((request, response, body) => {
    const { method = '', url = '', headers } = request
    requests.push({ method, url, headers, body, at: Date.now() })
    const onward = ask(`${service}${url}`, { method, headers: headers })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      // A service that breaks off is passed on as one that breaks off.
      answer.on('error', () => response.destroy())
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    onward.end(body)
  })
  return { ...server, requests }
}
