// The simulator in a process of its own, as the cloud is: run by `startCloud`.
import { createServer, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { request } from 'undici'
import { startSimulator } from '../../../src/simulator/simulator.ts'

interface Canned {
  status: number
  headers: OutgoingHttpHeaders
  bytes: Buffer
}

const [records = '0', end = '0'] = process.argv.slice(2)
const startedAt = Date.now()
// All data ends at the same moment in every process, so that runs can be told to hold the same rows.
const now = Number(end) === 0 ? undefined : () => Number(end) + Date.now() - startedAt
const simulator = await startSimulator({
  seed: 7,
  killRecords: Number(records),
  ...(now === undefined ? {} : { now }),
})
const [tenant] = simulator.tenants
if (tenant === undefined) throw new RangeError('a simulator without tenants')

/**
 * The same answers, byte by byte, from memory once they were asked for: what the simulator needs to
 * make them up would hide how much faster one asker is than another.
 */
const canned = new Map<string, Canned>()
let served = 0
const front = createServer({ maxHeaderSize: 64 * 1024 }, (incoming, response) => {
  const answer = ({ status, headers, bytes }: Canned) => {
    served++
    response.writeHead(status, headers)
    response.end(bytes)
  }
  const url = incoming.url ?? '/'
  const packing = incoming.headers['accept-encoding'] ?? ''
  const key = `${/\bgzip\b/.test(packing) ? 'gzip' : 'plain'} ${url}`
  const known = canned.get(key)
  if (known !== undefined) {
    answer(known)
    return
  }
  const { connection: _connection, host: _host, ...headers } = incoming.headers
  const isSigned = headers.authorization !== undefined
  // A signature is made for the front's own host.
  if (isSigned) headers['host'] = incoming.headers.host
  request(`${simulator.ddm}${url}`, { method: 'GET', headers })
    .then(async ({ statusCode: status, headers: { date: _date, ...sent }, body }) => {
      const made = { status, headers: sent, bytes: Buffer.from(await body.arrayBuffer()) }
      if (status === 200) canned.set(key, made)
      answer(made)
    })
    .catch((error: unknown) => {
      response.writeHead(502)
      response.end(String(error))
    })
})
await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuSeconds: (user + system) / 1e6, served })
})
process.on('disconnect', () => process.exit())
process.send?.({
  iam: simulator.iam,
  dbss: simulator.dbss,
  ddm: simulator.ddm,
  canned: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
  tenant,
})
