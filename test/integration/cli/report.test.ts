import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noSockets, run, runHere } from './run.ts'

let folder: string
let environment: Record<string, string>
const archive = (): string[] => ['--archive', join(folder, 'archive')]
const day = ['--from', '2026-05-01', '--to', '2026-05-02']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-report-'))
  // The profile of nobody else, and no keychain to be found.
  environment = { XDG_CONFIG_HOME: join(folder, 'config'), HOME: folder }
})
afterAll(() => rm(folder, { recursive: true }))

function named(stdout: string, what: string): string {
  return new RegExp(`^${what}: (.*)$`, 'm').exec(stdout)?.[1] ?? ''
}

describe('report', () => {
  it('collects what it is made of, makes it, and says where it is; verify finds it genuine', async () => {
    const out = join(folder, 'online')
    const made = await run(
      [
        ...['report', '--demo', '--last', 'DAY', '--out', out, '--zip', ...archive()],
        ...['--formats', 'csv,jsonl,pdf', '--author', 'A. Auditor', '--note', 'Looked at.'],
      ],
      { environment },
    )
    expect(made.code, made.stderr).toBe(0)
    expect(named(made.stdout, 'Complete')).toBe('yes')
    expect(made.stderr).toContain('There is no keychain')
    const report = named(made.stdout, 'Folder')
    expect((await readdir(report)).sort()).toContain('csv')
    expect((await readdir(out)).sort()).toHaveLength(2)
    const manifest = await readFile(join(report, 'manifest.json'), 'utf8')
    expect(manifest).toContain('There is no PDF')
    expect(manifest).toContain('"reviewer_note": "Looked at."')

    for (const path of [report, named(made.stdout, 'Zip')]) {
      const verified = await run(['verify', path], { environment })
      expect(verified.code, verified.stdout).toBe(0)
      expect(verified.stdout).toMatch(/^Genuine: nothing was changed/)
    }
    // Where nobody knows the key, it says so; with the fingerprint from the author it is enough.
    const elsewhere = { environment: { ...environment, XDG_CONFIG_HOME: join(folder, 'other') } }
    const stranger = await run(['verify', report], elsewhere)
    expect(stranger.code).toBe(1)
    expect(stranger.stdout).toContain('not by a key that is known')
    const key = /Signed by key ([0-9a-f]{64})/.exec(stranger.stdout)?.[1] ?? ''
    expect((await run(['verify', report, '--key', key], elsewhere)).code).toBe(0)
    const other = await run(['verify', report, '--key', '0'.repeat(64)], { environment })
    expect(other.code).toBe(1)
    expect(other.stdout).toContain('The key is not the one that was named')

    await appendFile(join(report, 'csv', 'kill_log.csv'), 'x')
    const changed = await run(['verify', report], { environment })
    expect(changed.code).toBe(1)
    expect(changed.stdout).toContain('csv/kill_log.csv')
  })

  it('is made from the archive alone with --offline, and says what that lacks', async () => {
    const out = join(folder, 'offline')
    const made = await run(
      ['report', ...day, '--offline', '--out', out, '--formats', 'jsonl', ...archive()],
      { environment, preload: [noSockets] },
    )
    expect(made.code, made.stderr).toBe(3)
    expect(named(made.stdout, 'Complete')).toBe('no')
    expect(made.stderr).toContain('Incomplete: ')
    expect(made.stderr).toContain('over exactly this range')
    const jsonl = join(named(made.stdout, 'Folder'), 'jsonl')
    expect(await readFile(join(jsonl, 'sessions.jsonl'), 'utf8')).toBe('')
    // The summary is of no range, and is there.
    expect(await readFile(join(jsonl, 'summary_project.jsonl'), 'utf8')).not.toBe('')
  })

  it('shows only the instances that were named', async () => {
    const out = join(folder, 'named')
    const unknown = await run(
      ['report', ...day, '--offline', '--out', out, '--instance', 'nobody', ...archive()],
      { environment },
    )
    expect(unknown.code).toBe(2)
    const id = /^ {2}(\S+in09)/m.exec(unknown.stderr)?.[1] ?? ''
    const made = await run(
      [
        ...['report', ...day, '--offline', '--out', out, '--instance', id],
        ...['--formats', 'jsonl', ...archive()],
      ],
      { environment },
    )
    const { coverage } = JSON.parse(
      await readFile(join(named(made.stdout, 'Folder'), 'manifest.json'), 'utf8'),
    ) as { coverage: { instance_id: string }[] }
    expect(coverage.map(({ instance_id }) => instance_id)).toEqual([id])
  })

  it.each([
    [['report', '--out', 'x'], 'Which time?'],
    [['report', ...day], "'--out <folder>'"],
    [['report', ...day, '--out', 'x', '--formats', 'docx'], 'some of csv, xlsx'],
    [['report', ...day, '--out', 'x', '--lang', 'de'], 'en, zh-CN'],
    [['report', '--last', 'DAY', '--offline', '--out', 'x'], 'which ends now'],
    [['verify'], "missing required argument 'path'"],
    [['verify', 'x', '--key', '12'], '64 hexadecimal digits'],
  ])('%j is refused with what to type', async (args, says) => {
    const { code, stderr } = await runHere(args, { environment })
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })

  it('says that there is nothing to verify', async () => {
    const { code, stderr } = await runHere(['verify', join(folder, 'nothing')], { environment })
    expect(code).toBe(1)
    expect(stderr).toContain(join(folder, 'nothing'))
  })
})
