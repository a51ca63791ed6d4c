import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, describe, it } from 'vitest'
import { ReportId, VerifyId } from '../../../src/shared/contract/reports.ts'
import type { ReportPlan } from '../../../src/shared/model/report.ts'
import { resolveBounds } from '../../../src/shared/model/time-range.ts'
import { forge, makeBundle, readManifestOf } from '../../support/bundles.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
const newVerifyId = (): VerifyId => VerifyId.parse(crypto.randomUUID())
afterEach(() => desk.close())

async function planOfBoth(): Promise<ReportPlan> {
  const { accounts } = await desk.handlers.accounts.list({})
  return {
    subjects: accounts.map(({ id }) => ({
      accountId: id,
      auditInstanceIds: [],
      ddmInstanceIds: [],
    })),
    range: resolveBounds({ kind: 'preset', preset: 'DAY' }, Date.now() - 60_000),
    sections: ['summary', 'sessions', 'risk', 'analyses', 'kill-log', 'coverage'],
    formats: ['csv', 'html', 'pdf'],
    language: 'zh-CN',
    author: 'An auditor',
    note: 'Seen.',
    csvBom: true,
    zip: true,
  }
}

describe('reports, as the window asks for them', () => {
  it('are made of what is collected first, noted, shown, and verified by their own key', async () => {
    desk = await openDesk()
    const plan = await planOfBoth()
    const { reports } = desk.handlers
    const before = await reports.preview({ plan })
    expect(before.some(({ missing }) => missing.length > 0)).toBe(true)

    const reportId = ReportId.parse(crypto.randomUUID())
    expect(await reports.create({ reportId, plan, collectFirst: true })).toBeNull()
    desk.saveTo.path = await mkdtemp(join(tmpdir(), 'audit-desk-report-'))
    const made = await reports.create({ reportId, plan, collectFirst: true })
    expect(made).toMatchObject({ complete: true, reasons: [] })
    const stages = desk.events.flatMap(({ event, payload }) =>
      event === 'reports.progress' && 'stage' in payload ? [payload.stage] : [],
    )
    expect([...new Set(stages)]).toEqual(['collect', 'read', 'csv', 'html', 'pdf', 'finish'])
    expect((await reports.preview({ plan })).flatMap(({ missing }) => missing)).toEqual([])
    const page = await readFile(join(made!.folder, 'report.html'), 'utf8')
    expect(page).toContain('审计报告')
    expect(page).toContain('Seen.')

    const { entries, problems } = await reports.ledger({})
    expect(problems).toEqual([])
    expect(entries.map(({ where, digest }) => [where, digest])).toEqual([
      [made!.folder, made!.digest],
    ])
    await reports.show({ folder: made!.folder })
    expect(desk.shown).toEqual([made!.folder])
    await expect(reports.show({ folder: '/etc' })).rejects.toMatchObject({ code: 'not-found' })

    for (const [path, kind] of [
      [made!.folder, 'folder'],
      [made!.zip!, 'zip'],
    ] as const) {
      const verdict = await reports.verify({ verifyId: newVerifyId(), path, kind })
      expect(verdict).toMatchObject({ ok: true, intact: true })
    }
    await writeFile(join(made!.folder, 'csv', 'kill_log.csv'), 'changed')
    const path = made!.folder
    const forged = await reports.verify({ verifyId: newVerifyId(), path, kind: 'folder' })
    expect(forged).toMatchObject({ ok: false, intact: false })
    const seen = { path, digest: forged!.digest!, fingerprint: forged!.key!.fingerprint }
    await expect(reports.trust({ verifyId: newVerifyId(), ...seen })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('unchanged since it was signed') as string,
    })
  })

  it('leave nothing behind when they are stopped', async () => {
    desk = await openDesk()
    const plan = await planOfBoth()
    const { reports } = desk.handlers
    desk.saveTo.path = await mkdtemp(join(tmpdir(), 'audit-desk-report-'))
    const reportId = ReportId.parse(crypto.randomUUID())
    const making = reports.create({ reportId, plan, collectFirst: true })
    await expect.poll(() => desk.events.length).toBeGreaterThan(0)
    await reports.cancel({ reportId })
    await expect(making).rejects.toMatchObject({ code: 'cancelled' })
    expect(await readdir(desk.saveTo.path)).toEqual([])
  })

  it('are trusted only as the user saw them, not what lies in their place by then', async () => {
    desk = await openDesk()
    const { reports } = desk.handlers
    const [bundle, another] = [await makeBundle(), await makeBundle()]
    const path = bundle.folder
    const look = () => reports.verify({ verifyId: newVerifyId(), path, kind: 'folder' })
    const shown = await look()
    expect(shown?.key).toMatchObject({ trust: 'unknown', fingerprint: bundle.key.fingerprint })
    const seen = { path, digest: shown!.digest!, fingerprint: shown!.key!.fingerprint }
    const trust = (what: typeof seen) => reports.trust({ verifyId: newVerifyId(), ...what })

    await rename(path, `${path}-kept`)
    await rename(another.folder, path)
    await expect(trust(seen)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('is another bundle now') as string,
    })
    // Of the same key, and yet about something else.
    await rm(path, { recursive: true })
    await cp(`${path}-kept`, path, { recursive: true })
    const other = { ...(await readManifestOf(path)), reviewer_note: 'Something else.' }
    await forge(path, other, bundle.key)
    await expect(trust(seen)).rejects.toMatchObject({ code: 'input' })
    expect((await look())?.key).toMatchObject({ trust: 'unknown' })

    await rm(path, { recursive: true })
    await rename(`${path}-kept`, path)
    await trust(seen)
    expect(await look()).toMatchObject({ ok: true, key: { trust: 'known' } })
  })

  it('stop being verified when they are told to', async () => {
    desk = await openDesk()
    const { reports } = desk.handlers
    const { folder: path } = await makeBundle()
    const verifyId = newVerifyId()
    const verifying = reports.verify({ verifyId, path, kind: 'folder' })
    const stopped = expect(verifying).rejects.toMatchObject({ code: 'cancelled' })
    // Its thread is starting by then.
    await new Promise((resolve) => setTimeout(resolve, 20))
    await reports.cancelVerify({ verifyId })
    await stopped
    const again = await reports.verify({ verifyId: newVerifyId(), path, kind: 'folder' })
    expect(again).toMatchObject({ intact: true })
  })

  it('have presets that are kept by name', async () => {
    desk = await openDesk()
    const { range: _, ...plan } = await planOfBoth()
    const { reports } = desk.handlers
    expect(await reports.presets({})).toEqual([])
    await reports.savePreset({ preset: { name: 'Weekly', plan } })
    await reports.savePreset({ preset: { name: 'Monthly', plan } })
    const again = await reports.savePreset({
      preset: { name: 'Weekly', plan: { ...plan, zip: false } },
    })
    expect(again.map(({ name, plan: kept }) => [name, kept.zip])).toEqual([
      ['Monthly', true],
      ['Weekly', false],
    ])
    await reports.deletePreset({ name: 'Monthly' })
    expect((await reports.presets({})).map(({ name }) => name)).toEqual(['Weekly'])
  })

  it('are signed by a key that can be replaced and handed out', async () => {
    desk = await openDesk()
    const { reports } = desk.handlers
    const first = await reports.signingKey({})
    expect(first).toMatchObject({ backend: 'memory', rotations: 0 })
    const second = await reports.rotateKey({})
    expect(second.rotations).toBe(1)
    expect(second.fingerprint).not.toBe(first.fingerprint)
    desk.saveTo.path = join(desk.profileFolder, 'key.pem')
    expect(await reports.exportKey({})).toBe(desk.saveTo.path)
    expect(await readFile(desk.saveTo.path, 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  })
})
