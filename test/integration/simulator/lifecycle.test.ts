import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import {
  ask,
  clockAtStart,
  list,
  passwordRequest,
  signIn,
  startAt,
  tenantOf,
  textAt,
} from './support.ts'

describe('a seed and a clock', () => {
  /** Every kind of answer, as text, with what differs between runs taken out. */
  async function answers(simulator: Simulator): Promise<string[]> {
    const texts: string[] = []
    for (const tenant of simulator.tenants) {
      const token = await signIn(simulator, tenant)
      texts.push(token)
      const [dbss, ddm, id] = [simulator.dbss, simulator.ddm, tenant.projectId]
      const instances = await ask(`${dbss}/v1/${id}/audit/instances`, { token })
      const audit = textAt(instances.json, 'instances', 0, 'instance_id')
      const ddmInstances = await ask(`${ddm}/v1/${id}/instances`, { token })
      const instance = textAt(ddmInstances.json, 'instances', 0, 'id')
      const statistics = `${dbss}/v1/${id}/audit/${audit}/statistics`
      const time = { time_range: 'WEEK' }
      const window = 'start_time=2026-11-15T00:00:00%2B0000&end_time=2026-11-21T00:00:00%2B0000'
      const replies = [
        instances,
        ddmInstances,
        await ask(`${dbss}/v2/${id}/audit/${audit}/databases`, { token }),
        await ask(`${dbss}/v2/${id}/audit/summary/info`, { token }),
        await ask(`${dbss}/v2/${id}/audit/${audit}/statistics/trend/history`, { token }),
        await ask(`${statistics}/session/db-account`, { token, body: { time } }),
        await ask(`${statistics}/trend/risk-operation`, { token, body: { time, regenerate: 0 } }),
        await ask(`${ddm}/v3/${id}/instances/${instance}/processes-audit-log?${window}&limit=128`, {
          token,
        }),
      ]
      for (const reply of replies) texts.push(reply.headers.get('X-Request-Id') ?? '', reply.text)
    }
    return texts
  }

  test('give the same bytes every time', async () => {
    const [one, two] = [await startAt(), await startAt()]
    expect(one.tenants).toEqual(two.tenants)
    expect(await answers(one)).toEqual(await answers(two))
    await Promise.all([one.close(), two.close()])
  })

  test('of another number give other data', async () => {
    const [one, two] = [await startAt(), await startAt({ seed: 8 })]
    expect(one.tenants[0]?.password).not.toBe(two.tenants[0]?.password)
    expect(one.tenants[0]?.projectId).not.toBe(two.tenants[0]?.projectId)
    const [a, b] = [await answers(one), await answers(two)]
    expect(a.filter((text) => b.includes(text))).toEqual([])
    await Promise.all([one.close(), two.close()])
  })
})

/** Starts on three ports in a row, below those that the system gives to whoever asks for any. */
async function startOnThree(): Promise<{ simulator: Simulator; port: number }> {
  for (let port = 21_000; port < 31_000; port += 97) {
    try {
      return { simulator: await startAt({ port }), port }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    }
  }
  throw new Error('no three ports in a row are free')
}

describe('starting and stopping', () => {
  test('beforeAnswer sees every request, knows whose it is, and holds its answer back', async () => {
    const seen: string[] = []
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const simulator = await startAt({
      beforeAnswer: ({ service, method, url, domainName }) => {
        seen.push(`${service} ${method} ${url} ${domainName ?? 'nobody'}`)
        return service === 'dbss' ? held : undefined
      },
    })
    const tenant = tenantOf(simulator, 1)
    const token = await signIn(simulator, tenant)
    await ask(`${simulator.iam}/v3/auth/projects?name=x`)
    let answered = false
    const path = `/v1/${tenant.projectId}/audit/instances`
    const late = ask(simulator.dbss + path, { token }).then((reply) => {
      answered = true
      return reply
    })
    await ask(`${simulator.ddm}/v1/${tenant.projectId}/instances`, { token })
    expect(answered).toBe(false)
    release()
    expect((await late).status).toBe(200)
    expect(seen).toEqual([
      'iam POST /v3/auth/tokens meridian-harbour-bank',
      'iam GET /v3/auth/projects?name=x nobody',
      `dbss GET ${path} meridian-harbour-bank`,
      `ddm GET /v1/${tenant.projectId}/instances meridian-harbour-bank`,
    ])
    await simulator.close()
  })

  test('close drops connections that wait for an answer', async () => {
    const simulator = await startAt({ beforeAnswer: () => new Promise<void>(() => undefined) })
    const waiting = ask(`${simulator.iam}/v3/auth/tokens`, {
      body: passwordRequest(tenantOf(simulator, 0)),
    })
    const failed = expect(waiting).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await simulator.close()
    await failed
    await expect(ask(simulator.iam)).rejects.toThrow()
  })

  test('a port asked for is used, with the two after it', async () => {
    const { simulator, port } = await startOnThree()
    expect([simulator.iam, simulator.dbss, simulator.ddm]).toEqual([
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      `http://127.0.0.1:${port + 2}`,
    ])
    await expect(startAt({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await simulator.close()
  })

  test('a token of 30 kilobytes is read and refused, not choked on', async () => {
    const simulator = await startAt()
    const call = request(`${simulator.dbss}/v1/x/audit/instances`, {
      headers: { 'X-Auth-Token': 'M'.repeat(30_000) },
    })
    call.end()
    const [response] = (await once(call, 'response')) as [{ statusCode: number; resume(): void }]
    response.resume()
    expect(response.statusCode).toBe(401)
    await simulator.close()
  })
})

describe('the command', () => {
  const program = fileURLToPath(new URL('../../../src/simulator/index.ts', import.meta.url))
  const run = (...words: string[]) => spawn(process.execPath, [program, ...words])

  test('prints one line of JSON, serves until it is told to stop, and then ends well', async () => {
    const child = run('--port', '0', '--seed', '7')
    const lines: string[] = []
    const reader = createInterface(child.stdout)
    reader.on('line', (line) => lines.push(line))
    await once(reader, 'line')
    const ready = JSON.parse(lines[0] ?? '') as Pick<Simulator, 'iam' | 'dbss' | 'ddm' | 'tenants'>
    expect(Object.keys(ready)).toEqual(['iam', 'dbss', 'ddm', 'tenants'])
    expect(ready.tenants).toHaveLength(2)
    const same = await startAt()
    expect(ready.tenants[0]?.password).toBe(same.tenants[0]?.password)
    await same.close()
    const [tenant] = ready.tenants
    if (tenant === undefined) throw new Error('there is no tenant')
    const reply = await ask(`${ready.iam}/v3/auth/tokens`, {
      body: passwordRequest({ ...tenant, projectName: tenant.region }),
    })
    expect(reply.status).toBe(201)
    expect(Date.parse(textAt(reply.json, 'token', 'issued_at'))).not.toBe(clockAtStart)
    const projects = await ask(`${ready.iam}/v3/auth/projects`, {
      token: reply.headers.get('X-Subject-Token') ?? '',
    })
    expect(list(projects.json, 'projects')).toHaveLength(2)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(lines).toHaveLength(1)
  })

  test.each([
    [['--port', 'x'], '--port must be a whole number'],
    [['--port', '65534'], '--port must be a whole number from 0 to 65533'],
    [['--seed', '-1'], '--seed'],
    [['--sed', '7'], '--sed'],
    [['7'], '7'],
  ])('%j ends with 2 and says why', async (words, message) => {
    const child = run(...words)
    let error = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(2)
    expect(error).toContain(message)
    expect(error).toContain('usage: npm run simulator')
  })
})
