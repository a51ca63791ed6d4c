import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts'
import { run, start, type Ended } from './run.ts'

interface Printed {
  data: unknown
  meta: { demo: boolean; coverage: { complete: boolean; windows?: unknown[] } }
}
const parse = ({ stdout }: Ended): Printed => JSON.parse(stdout) as Printed

describe('the demo tenant', () => {
  it.each([
    'summary',
    'sessions --last DAY',
    'risk --last DAY',
    'risk --last WEEK --type risk-level',
    'risk --last WEEK --type session',
    'risk --last WEEK --type sql-type',
    'risk --last WEEK --type sql-count',
    'risk --last WEEK --type sql-injection',
    'analyses',
    'kill-log --last MONTH',
    'instances',
    'instances --service ddm',
    'databases',
  ])('answers in every form: %s', async (typed) => {
    const args = typed.split(' ')
    const [json, csv, table] = await Promise.all(
      ['json', 'csv', 'table'].map((format) => run([...args, '--demo', '--format', format])),
    )
    expect([json?.code, csv?.code, table?.code]).toEqual([0, 0, 0])
    expect(parse(json!).meta).toMatchObject({ demo: true, coverage: { complete: true } })
    const { data } = parse(json!)
    const rows = Array.isArray(data) ? data : Object.values(data as object).find(Array.isArray)
    expect(rows?.length).toBeGreaterThan(1)
    expect(csv?.stdout.trimEnd().split('\r\n')).toHaveLength((rows?.length ?? 0) + 1)
    expect(table?.stdout).toContain('│')
    for (const { stderr } of [json!, csv!, table!]) expect(stderr).toMatch(/^Demo data: /)
  })

  it('has a kill log over months, split into windows', async () => {
    const { meta } = parse(await run(['kill-log', '--demo', '--last', 'MONTH', '--format', 'json']))
    expect(meta.coverage.windows).toHaveLength(5)
  })

  it('ends in peace when the reader of its output has seen enough', async () => {
    const child = start(['kill-log', '--demo', '--last', 'MONTH', '--format', 'json'])
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdout.once('data', () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/EPIPE|Error|\n {4}at /)
  })
})

describe('the tour', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tour-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('shows the five answers and saves the kill log, never over a file that is there', async () => {
    const first = await run(['tour'], { folder })
    expect(first.code).toBe(0)
    expect(first.stdout).toMatch(/^DEMO DATA /)
    for (const title of [
      'Project totals',
      'Audit instances',
      'Sessions per database user',
      'Risky operations over time',
      'Analyses',
      'Killed sessions',
    ])
      expect(first.stdout).toContain(`\n${title}`)
    expect(first.stdout).toMatch(/\(the first 12 of \d+ rows\)/)
    const [name = '', ...others] = await readdir(folder)
    expect(others).toEqual([])
    expect(name).toMatch(/^demo_kill-log_[^_]+_[^_]+_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.csv$/)
    expect(first.stdout).toContain(`saved as ${join(folder, name)}\n`)
    const saved = await readFile(join(folder, name), 'utf8')
    const rows = Number(/The kill log, (\d+) rows/.exec(first.stdout)?.[1])
    const lines = saved.split('\r\n')
    expect(lines).toHaveLength(rows + 2)
    for (const line of lines.slice(1, -1)) expect(line).toMatch(/,"demo data, not evidence"$/)

    const second = await run(['tour'], { folder })
    expect(second.code).toBe(0)
    expect(await readFile(join(folder, name), 'utf8')).toBe(saved)
    expect(await readdir(folder)).toHaveLength(2)
    expect(second.stdout).toContain(name.replace('.csv', '-2.csv'))
  })
})

describe('an account with several projects and instances', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await startSimulator({ seed: 11 })
  })
  afterAll(() => simulator.close())

  const ask = (args: string[], more: Record<string, string> = {}): Promise<Ended> => {
    const [tenant] = simulator.tenants
    const { iam, dbss, ddm } = simulator
    return run([...args, '--iam-endpoint', iam, '--dbss-endpoint', dbss, '--ddm-endpoint', ddm], {
      environment: {
        HW_DOMAIN_NAME: tenant!.domainName,
        HW_USER_NAME: tenant!.userName,
        HW_USER_PASSWORD: tenant!.password,
        HW_REGION_NAME: tenant!.region,
        ...more,
      },
    })
  }

  it('is asked in the region’s default project, and says so', async () => {
    const { code, stderr } = await ask(['summary'])
    const { projectId, projectName } = simulator.tenants[0]!
    expect(code).toBe(0)
    expect(stderr).toContain(
      `HW_PROJECT_ID is not set: using project ${projectName} (${projectId}).`,
    )
  })

  it('has its instances listed where one has to be chosen', async () => {
    const listed = await ask(['instances', '--format', 'json'])
    const audit = parse(listed).data as { id?: string; instance_id?: string; name: string }[]
    const { code, stdout, stderr } = await ask(['analyses'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Which audit instance? Type --instance with one of these:')
    for (const { id, instance_id, name } of audit)
      expect(stderr).toContain(`  ${instance_id ?? id ?? ''}  ${name}`)
    const ddm = await ask(['kill-log', '--last', 'DAY'])
    expect(ddm.code).toBe(2)
    expect(ddm.stderr).toContain('Which DDM instance?')
  })

  it('has databases whose ids narrow the sessions down', async () => {
    const [{ instance_id, id } = {}] = parse(await ask(['instances', '--format', 'json'])).data as {
      id?: string
      instance_id?: string
    }[]
    const of = ['--instance', instance_id ?? id ?? '']
    const [database] = parse(await ask(['databases', ...of, '--format', 'json'])).data as {
      id: string
    }[]
    const narrowed = await ask([
      ...['sessions', ...of, '--db', database!.id, '--last', 'WEEK', '--format', 'json'],
    ])
    const rows = parse(narrowed).data as { db_id: string }[]
    expect(rows.length).toBeGreaterThan(0)
    expect(new Set(rows.map(({ db_id }) => db_id))).toEqual(new Set([database!.id]))
  })
})

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('is a failure that names the cause', async () => {
    const { spawn } = await import('node:child_process')
    const { pinnedNode, root } = await import('../../../scripts/lib/project.mjs')
    const shell = spawn(
      'sh',
      ['-c', '"$0" "$1" summary --demo > /dev/full'].concat(
        pinnedNode(),
        join(root, 'src', 'cli', 'index.ts'),
      ),
    )
    let stderr = ''
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const code = await new Promise((resolve) => shell.on('close', resolve))
    expect(code).toBe(1)
    expect(stderr).toContain('file: The answer could not be written (ENOSPC).')
  })
})
