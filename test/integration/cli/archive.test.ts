import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Archives, type ArchiveSubject } from '../../../src/main/archive/archives.ts'
import { ended, run, runHere, start, type Ended } from './run.ts'

const beyond = '9223372036854775807'
const subject: ArchiveSubject = {
  region: 'test-region-1',
  projectId: 'b9351f98c724428794ba7d105fa3558d',
  endpoints: {
    dbss: 'https://dbss.test-region-1.myhuaweicloud.com',
    ddm: 'https://ddm.test-region-1.myhuaweicloud.com',
  },
  accountName: 'Auditors, Inc.',
}
const place = { HW_REGION_NAME: subject.region, HW_PROJECT_ID: subject.projectId }

/** Makes an archive as the window would. */
function archivesIn(folder: string): Archives {
  return new Archives({ folder, program: 'Audit Desk', tell: () => undefined })
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'))
  const archives = archivesIn(folder)
  const archive = await archives.open(subject)
  await archive.database.write(async ({ run: execute }) => {
    await execute(
      `INSERT INTO answer VALUES (1, 'summary', '{}', NULL, TIMESTAMP '2026-05-01', [])`,
    )
    await execute(`INSERT INTO summary_project VALUES (1, ${beyond}, 380, 0, 0, 0, 0, NULL)`)
  })
  await archives.closeAll()
})
afterAll(() => rm(folder, { recursive: true }))

const typed = (...args: string[]): Promise<Ended> =>
  runHere([...args, '--archive', folder], { environment: place })
const query = (sql: string, format = 'csv'): Promise<Ended> =>
  typed('query', sql, '--format', format)

describe('a query', () => {
  it('has every digit, as JSON, CSV and table', async () => {
    const sql = 'SELECT total_sql, total_sql * total_sql AS squared FROM summary_project'
    const squared = (BigInt(beyond) ** 2n).toString()
    const [json, csv, table] = await Promise.all(['json', 'csv', 'table'].map((f) => query(sql, f)))
    expect([json?.code, csv?.code, table?.code]).toEqual([0, 0, 0])
    expect(json?.stdout).toContain(`"total_sql": ${beyond},\n      "squared": ${squared}\n`)
    expect(JSON.parse(json!.stdout)).toMatchObject({
      meta: {
        command: 'query',
        origin: 'archive',
        sql,
        account: { name: 'Auditors, Inc.', projectId: subject.projectId },
        columns: [
          { name: 'total_sql', type: 'HUGEINT' },
          { name: 'squared', type: 'HUGEINT' },
        ],
      },
    })
    expect(csv?.stdout).toBe(`total_sql,squared\r\n${beyond},${squared}\r\n`)
    expect(table?.stdout).toContain(`│ ${beyond} │ ${squared} │`)
    expect(table?.stderr).toBe('1 row\n')
  })

  it('neutralises in CSV what a spreadsheet would run, names of columns included', async () => {
    const { stdout } = await query(
      `SELECT '=cmd()' AS a, -5 AS b, -1.5 AS c, '+1' AS "=header", TIMESTAMP '2026-05-01 00:00:00' AS t`,
    )
    expect(stdout).toBe(`a,b,c,'=header,t\r\n'=cmd(),-5,-1.5,'+1,2026-05-01 00:00:00\r\n`)
  })

  it('lets no text command the terminal, and tells nothing from empty', async () => {
    const { stdout } = await query(
      `SELECT chr(27) || '[2J' AS a, NULL AS b, '' AS c, 1 AS "x\u001b[31m"`,
      'table',
    )
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('│ \\u{1b}[2J │ – │')
  })

  it('keeps lists and structures, what isn’t a number, and two columns of one name', async () => {
    const { stdout } = await query(
      `SELECT [1, 2] AS l, {'k': ${beyond}} AS s, 'NaN'::DOUBLE AS d, 1 AS a, 2 AS a`,
      'json',
    )
    expect(stdout).toContain(`"k": ${beyond}`)
    expect((JSON.parse(stdout) as { data: unknown[] }).data).toEqual([
      { l: [1, 2], s: { k: expect.anything() as unknown }, d: 'NaN', a: 1, a_2: 2 },
    ])
  })

  it('prints any number of rows, without any also', async () => {
    const many = await query('SELECT range AS i FROM range(250000)')
    expect(many.stdout.split('\r\n')).toHaveLength(250_002)
    expect(many.stdout).toMatch(/\r\n249999\r\n$/)
    expect(many.stderr).toBe('250,000 rows\n')
    const none = await query('SELECT 1 AS i WHERE false', 'json')
    expect(JSON.parse(none.stdout)).toMatchObject({ data: [] })
    expect((await query('SELECT 1 AS i WHERE false', 'table')).stdout).toContain('│ i │')
  })

  it('ends in peace when its reader has seen enough', async () => {
    const child = start(['query', 'SELECT range FROM range(100000000)', '--archive', folder], {
      environment: place,
    })
    const end = ended(child)
    child.stdout.once('data', () => child.stdout.destroy())
    const { code, stderr } = await end
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/EPIPE|Error|\n {4}at /)
  })

  it.each([
    ['SELEC 1', 'syntax error'],
    ['SELECT * FROM nowhere', 'nowhere does not exist'],
    ['', 'The query is empty'],
    ['SELECT 1; SELECT 2', 'exactly one'],
    ['DELETE FROM kill_record', 'must be a SELECT'],
    [`COPY kill_record TO '/tmp/stolen.csv'`, 'The query'],
    ["ATTACH '/tmp/other.duckdb'", 'must be a SELECT'],
    ["SELECT * FROM read_text('/etc/passwd')", 'The query'],
    ["SELECT 'x'::INTEGER", 'Could not convert'],
  ])('that is wrong, or would do more than read, is a wrong use: %s', async (sql, words) => {
    const { code, stdout, stderr } = await query(sql, 'json')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^usage: /)
    expect(stderr).toContain(words)
    expect(stdout.includes('"meta"')).toBe(false)
  })

  it('with a folder that has no archive says how to get one', async () => {
    const { code, stderr } = await runHere(['query', 'SELECT 1', '--archive', join(folder, 'none')])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^not-found: There is no archive in .*\/none\.\n {2}Collect one with sync/,
    )
  })
})

describe('which archive is meant', () => {
  it('is listed where there are several', async () => {
    const several = await mkdtemp(join(tmpdir(), 'archives-'))
    const archives = archivesIn(several)
    await archives.open(subject)
    await archives.open({ ...subject, region: 'test-region-2', accountName: 'Second' })
    await archives.closeAll()
    const info = (environment: Record<string, string>): Promise<Ended> =>
      runHere(['archive', 'info', '--archive', several], { environment })
    const { code, stderr } = await info({})
    expect(code).toBe(2)
    expect(stderr).toContain('Set HW_REGION_NAME and HW_PROJECT_ID')
    expect(stderr).toContain('\n  Auditors, Inc., HW_REGION_NAME=test-region-1 HW_PROJECT_ID=b935')
    expect(stderr).toContain('\n  Second, HW_REGION_NAME=test-region-2 HW_PROJECT_ID=b935')
    const second = await info({ HW_REGION_NAME: 'test-region-2' })
    expect(second.code).toBe(0)
    expect(second.stderr).toContain('Using the only archive in')
    expect(second.stdout).toContain('Second')
    await rm(several, { recursive: true })
  })

  it('is a wrong use where the environment breaks a rule', async () => {
    const { code, stderr } = await runHere(['archive', 'info', '--archive', folder], {
      environment: { HW_REGION_NAME: 'Beijing 4' },
    })
    expect(code).toBe(2)
    expect(stderr).toContain('HW_REGION_NAME must be a region id')
  })
})

describe('the archive', () => {
  it('says what it holds, in every form', async () => {
    const table = await typed('archive', 'info')
    expect(table.stdout).toMatch(/│ Account +│ Auditors, Inc\. /)
    expect(table.stdout).toMatch(/│ summary_project +│ +1 │/)
    const json = await typed('archive', 'info', '--format', 'json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      data: { accountName: 'Auditors, Inc.', killLog: { records: 0 } },
    })
    const csv = await typed('archive', 'info', '--format', 'csv')
    expect(csv.stdout).toMatch(/^table,rows\r\n/)
    expect([table.code, json.code, csv.code]).toEqual([0, 0, 0])
  })

  it('is copied to a file that is one itself, never over another', async () => {
    const copies = await mkdtemp(join(tmpdir(), 'copies-'))
    const copy = join(copies, 'copy.duckdb')
    const { code, stderr } = await typed('archive', 'backup', copy)
    expect(code).toBe(0)
    expect(stderr).toContain(`Copied to ${copy}`)
    expect((await stat(copy)).mode & 0o777).toBe(0o600)
    const again = await typed('archive', 'backup', copy)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('is already there')
    await rm(copies, { recursive: true })
  })

  it('is compacted, and says how big it was and is', async () => {
    const { code, stderr } = await typed('archive', 'compact')
    expect(code).toBe(0)
    expect(stderr).toMatch(/had [\d,]+ bytes and has [\d,]+\.\n$/)
    // The name that the window knows it by is still there.
    expect((await typed('archive', 'info')).stdout).toContain('Auditors, Inc.')
  })

  it('is written as Parquet to an empty folder', async () => {
    const parquet = await mkdtemp(join(tmpdir(), 'parquet-'))
    const { code, stderr } = await typed('archive', 'export', '--parquet', parquet)
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('summary_project: 1 row')
    expect(await readdir(parquet)).toContain('summary_project')
    const again = await typed('archive', 'export', '--parquet', parquet)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('is not empty')
    await rm(parquet, { recursive: true })
  })

  it.each([
    [['query'], "missing required argument 'sql'"],
    [['query', 'SELECT', '1'], 'put it in quotes'],
    [['query', 'SELECT 1', '--demo'], 'There is no option --demo'],
    [['archive'], 'archive and one of info, backup, compact, export'],
    [['archive', 'infos'], "unknown command 'infos'"],
    [['archive', 'backup'], "missing required argument 'file'"],
    [['archive', 'backup', 'a', 'b'], 'one file'],
    [['archive', 'export'], "required option '--parquet <folder>'"],
    [['archive', 'compact', 'now'], 'takes options only'],
  ])('is not asked by %j, a wrong use', async (args, words) => {
    const { code, stdout, stderr } = await runHere(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^usage: /)
    expect(stderr).toContain(words)
  })
})

describe('two programs', () => {
  it('don’t use one archive at a time: who has it is said, and what to do', async () => {
    const archives = archivesIn(folder)
    await archives.open(subject)
    for (const args of [
      ['summary', '--offline'],
      ['query', 'SELECT 1'],
      ['archive', 'info'],
      ['archive', 'compact'],
    ]) {
      const { code, stdout, stderr } = await run([...args, '--archive', folder], {
        environment: place,
      })
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(
        new RegExp(
          `^file: The archive .* is held by Audit Desk \\(process ${process.pid}, since 20`,
        ),
      )
      expect(stderr).toContain('\n  Close that program')
    }
    await archives.closeAll()
    expect((await typed('archive', 'info')).code).toBe(0)
  }, 60_000)

  it('may read at the same time', async () => {
    const archives = archivesIn(folder)
    await archives.openExisting(subject, { readOnly: true })
    const { code, stderr } = await run(['query', 'SELECT 1', '--archive', folder], {
      environment: place,
    })
    expect(code, stderr).toBe(0)
    await archives.closeAll()
  })
})

describe('a damaged archive', () => {
  it('is said, and is still there', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'broken-'))
    const path = archivesIn(broken).pathOf(subject)
    await writeFile(path, 'no database')
    const { code, stderr } = await runHere(['summary', '--offline', '--archive', broken], {
      environment: place,
    })
    expect(code).toBe(1)
    expect(stderr).toContain(path)
    expect(
      (await readdir(broken)).some((name) => name.startsWith(path.slice(broken.length + 1))),
    ).toBe(true)
    await rm(broken, { recursive: true })
  })
})

describe('the demo', () => {
  it('can be collected into a folder of its own, and stays marked as invented', async () => {
    const demo = await mkdtemp(join(tmpdir(), 'demo-'))
    const synced = await runHere(['sync', '--demo', '--last', 'DAY', '--archive', demo])
    expect(synced.code, synced.stderr).toBe(0)
    const again = await runHere(['sync', '--demo', '--last', 'DAY', '--archive', demo])
    expect(again.code).toBe(0)
    expect(await readdir(demo)).toHaveLength(1)
    const { stdout, stderr } = await runHere([
      ...['summary', '--offline', '--archive', demo, '--format', 'json'],
    ])
    expect(stderr).toContain('Demo data: a simulated cloud, not a real account.')
    expect(JSON.parse(stdout)).toMatchObject({ meta: { demo: true, origin: 'archive' } })
    await rm(demo, { recursive: true })
  })
})
