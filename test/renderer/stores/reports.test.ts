import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { previewDelay, useReportPlanStore } from '../../../src/renderer/stores/reportPlan.ts'
import { useReportPresetsStore } from '../../../src/renderer/stores/reportPresets.ts'
import { useReportsStore } from '../../../src/renderer/stores/reports.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { useVerificationStore } from '../../../src/renderer/stores/verification.ts'
import { ReportPlan } from '../../../src/shared/model/report.ts'
import type { AccountId } from '../../../src/shared/model/ids.ts'
import {
  created,
  digest,
  fingerprint,
  news,
  presetPlan,
  previewOf,
  startReports,
  verdict,
} from '../support/reports.ts'
import { accountA, accountB, instanceId, type FakeDesk } from '../support/two-accounts.ts'

let desk: FakeDesk

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_795_000_012_345 })
  desk = await startReports()
})

afterEach(() => {
  vi.useRealTimers()
})

async function rest(): Promise<void> {
  await vi.advanceTimersByTimeAsync(previewDelay)
}

describe('the plan of a report', () => {
  it('begins with the account on screen, all its instances and every section', () => {
    const { plan } = useReportPlanStore()
    expect(plan?.subjects).toEqual([
      { accountId: accountA.id, auditInstanceIds: [], ddmInstanceIds: [] },
    ])
    expect(plan?.sections).toHaveLength(6)
    expect(ReportPlan.safeParse(plan).success).toBe(true)
  })

  it('has explicit bounds, to the minute for a preset and as they are when typed', () => {
    const store = useReportPlanStore()
    store.setRange({ kind: 'preset', preset: 'HOUR' })
    expect(store.range.to).toMatch(/:00\.000Z$/)
    expect(Date.parse(store.range.to) - Date.parse(store.range.from)).toBe(3_600_000)
    const bounds = { from: '2026-11-14T00:00:01.000Z', to: '2026-11-21T00:00:02.000Z' }
    store.setRange({ kind: 'bounds', bounds })
    expect(store.range).toEqual(bounds)
  })

  it('begins with the bounds that the other screens look at, to find their answers', () => {
    const bounds = { from: '2026-11-14T00:00:01.000Z', to: '2026-11-21T00:00:02.000Z' }
    useScopeStore().setRange({ kind: 'bounds', bounds })
    expect(useReportPlanStore().range).toEqual(bounds)
  })

  it('lists accounts, sections and formats in a fixed order, however they were ticked', () => {
    const store = useReportPlanStore()
    store.tick(accountA.id, false)
    store.tick(accountB.id, true)
    store.tick(accountA.id, true)
    store.setSections(['coverage', 'summary'])
    store.setFormats(['pdf', 'csv'])
    expect(store.plan?.subjects.map(({ accountId }) => accountId)).toEqual([
      accountA.id,
      accountB.id,
    ])
    expect(store.plan?.sections).toEqual(['summary', 'coverage'])
    expect(store.plan?.formats).toEqual(['csv', 'pdf'])
  })

  it('is none without account, section or format, and says each', () => {
    const store = useReportPlanStore()
    store.tick(accountA.id, false)
    store.setSections([])
    store.setFormats([])
    expect(store.plan).toBeNull()
    expect(store.problems).toEqual(['noAccount', 'noSection', 'noFormat'])
  })

  it('keeps the author for the next start, and nothing else', async () => {
    const store = useReportPlanStore()
    store.author = '李审计'
    store.note = 'Confidential.'
    await flushPromises()
    const kept = Object.keys(localStorage).map((key) => localStorage.getItem(key))
    expect(kept).toContain('李审计')
    expect(kept.join()).not.toContain('Confidential')
  })
})

describe('the preview', () => {
  it('asks nothing before the screen is shown, and after it was left', async () => {
    const store = useReportPlanStore()
    store.setSections(['risk'])
    await rest()
    store.open()
    await rest()
    store.leave()
    store.setSections(['summary'])
    await rest()
    expect(desk.asked('reports.preview')).toHaveLength(1)
  })

  it('is asked for once the plan rests, and only for the last one', async () => {
    const store = useReportPlanStore()
    store.open()
    await rest()
    store.setSections(['risk'])
    await vi.advanceTimersByTimeAsync(previewDelay / 2)
    store.setSections(['summary'])
    await rest()
    const asked = desk.asked('reports.preview').map(({ plan }) => (plan as ReportPlan).sections)
    expect(asked).toHaveLength(2)
    expect(asked[1]).toEqual(['summary'])
  })

  it('stays when only words change', async () => {
    const store = useReportPlanStore()
    store.open()
    await rest()
    store.note = 'Seen.'
    store.language = 'zh-CN'
    store.zip = true
    await rest()
    expect(desk.asked('reports.preview')).toHaveLength(1)
    expect(store.previewState.kind).toBe('ready')
  })

  it('says nothing of completeness while it is out of date', async () => {
    const store = useReportPlanStore()
    store.open()
    await rest()
    expect(store.missing).toEqual([])
    store.setSections(['risk'])
    await flushPromises()
    expect(store.missing).toBeNull()
    desk.answer('reports.preview', (input) =>
      previewOf(input['plan'] as ReportPlan, { risk: ['Nothing is in the archive.'] }),
    )
    await rest()
    expect(store.missing?.map(({ section }) => section)).toEqual(['risk'])
  })

  it('drops an answer to a plan that has changed meanwhile', async () => {
    const held = desk.hold('reports.preview')
    const store = useReportPlanStore()
    store.open()
    await rest()
    store.setSections(['risk'])
    await rest()
    const [first, second] = held
    await second?.answer(previewOf(second.input['plan'] as ReportPlan))
    await first?.answer(previewOf(first.input['plan'] as ReportPlan))
    expect(store.previewState).toMatchObject({ kind: 'ready' })
    expect(store.previewState.kind === 'ready' && store.previewState.data).toHaveLength(1)
  })

  it('keeps what it showed when the archive can’t be read again', async () => {
    const store = useReportPlanStore()
    store.open()
    await rest()
    desk.fail('reports.preview', { code: 'file' })
    store.chooseInstances(accountA.id, { audit: [instanceId] })
    await rest()
    expect(store.previewState).toMatchObject({ kind: 'failed', error: { code: 'file' } })
    expect(store.previewState.kind === 'failed' && store.previewState.previous).toHaveLength(6)
  })
})

describe('making a report', () => {
  it('sends the plan as it is, and whether to collect first', async () => {
    const plan = useReportPlanStore()
    plan.note = 'Seen.'
    plan.collectFirst = true
    await useReportsStore().create()
    expect(desk.asked('reports.create')).toEqual([
      { reportId: expect.any(String) as string, plan: plan.plan, collectFirst: true },
    ])
    expect(useReportsStore().run).toEqual({ kind: 'created', bundle: created })
  })

  it('makes one at a time', async () => {
    desk.hold('reports.create')
    void useReportsStore().create()
    void useReportsStore().create()
    await flushPromises()
    expect(desk.asked('reports.create')).toHaveLength(1)
  })

  it('shows only its own progress', async () => {
    desk.hold('reports.create')
    const reports = useReportsStore()
    void reports.create()
    desk.emit('reports.progress', news(desk, { rows: 7 }))
    const other = crypto.randomUUID() as ReturnType<typeof news>['reportId']
    desk.emit('reports.progress', news(desk, { rows: 99, reportId: other }))
    await flushPromises()
    expect(reports.run).toMatchObject({ kind: 'running', progress: { rows: 7 } })
  })

  it('is cancelled by its own id, once, and is no failure then', async () => {
    const [held] = [desk.hold('reports.create')]
    const reports = useReportsStore()
    void reports.create()
    await reports.cancel()
    await reports.cancel()
    const { reportId } = desk.asked('reports.create')[0] ?? {}
    expect(desk.asked('reports.cancel')).toEqual([{ reportId }])
    expect(reports.run).toMatchObject({ kind: 'running', stopping: true })
    await held[0]?.fail({ code: 'cancelled' })
    expect(reports.run).toEqual({ kind: 'cancelled' })
  })

  it('can be cancelled again when that failed', async () => {
    desk.hold('reports.create')
    desk.fail('reports.cancel')
    const reports = useReportsStore()
    void reports.create()
    await reports.cancel()
    expect(reports.run).toMatchObject({ kind: 'running', stopping: false })
  })

  it('leaves everything as it was when no folder is chosen', async () => {
    desk.answer('reports.create', null)
    await useReportsStore().create()
    expect(useReportsStore().run).toEqual({ kind: 'none' })
    expect(desk.asked('reports.ledger')).toEqual([])
  })

  it('reads the list of reports again once one was made', async () => {
    await useReportsStore().create()
    expect(desk.asked('reports.ledger')).toHaveLength(1)
  })

  it('previews again after collecting, also when the report then failed', async () => {
    const plan = useReportPlanStore()
    plan.open()
    await rest()
    plan.collectFirst = true
    desk.fail('reports.create', { code: 'file' })
    await useReportsStore().create()
    await rest()
    expect(useReportsStore().run).toMatchObject({ kind: 'failed', error: { code: 'file' } })
    expect(desk.asked('reports.preview')).toHaveLength(2)
  })
})

describe('presets', () => {
  it('keep everything but the range', async () => {
    desk.answer('reports.savePreset', [])
    await useReportPresetsStore().save('Weekly')
    const [sent] = desk.asked('reports.savePreset')
    const { range, ...rest } = useReportPlanStore().plan!
    expect(sent).toEqual({ preset: { name: 'Weekly', plan: rest } })
    expect(range).toBeDefined()
  })

  it('stay loaded until they are deleted, whatever screen is shown meanwhile', async () => {
    const presets = useReportPresetsStore()
    desk.answer('reports.presets', [{ name: 'Weekly', plan: presetPlan }])
    await presets.load()
    expect(presets.loaded).toBeNull()
    expect(presets.apply('Weekly')).toBe(0)
    expect(presets.loaded).toBe('Weekly')
    expect(useReportPlanStore().plan).toMatchObject(presetPlan)
    desk.answer('reports.deletePreset', [])
    await presets.remove('Weekly')
    expect(presets.loaded).toBeNull()
  })

  it('are taken over whole, the range apart', () => {
    const store = useReportPlanStore()
    const { range } = store
    expect(store.apply(presetPlan)).toBe(0)
    expect(store.plan).toEqual({ ...presetPlan, range })
  })

  it('leave out accounts that are gone, and count them', () => {
    const store = useReportPlanStore()
    const gone = '00000000-0000-4000-8000-0000000000ff' as AccountId
    const subjects = [
      { accountId: gone, auditInstanceIds: [], ddmInstanceIds: [] },
      { accountId: accountB.id, auditInstanceIds: [instanceId], ddmInstanceIds: [] },
    ]
    expect(store.apply({ ...presetPlan, subjects })).toBe(1)
    expect(store.plan?.subjects).toEqual([subjects[1]])
  })
})

describe('verifying', () => {
  it('leaves the last verdict when no bundle is chosen', async () => {
    const verification = useVerificationStore()
    desk.answer('reports.verify', verdict())
    await verification.verify({ path: null, kind: 'zip' })
    desk.answer('reports.verify', null)
    await verification.verify({ path: null, kind: 'zip' })
    expect(verification.state).toEqual({ kind: 'done', verdict: verdict() })
  })

  it('verifies again after a key was trusted, the very same bundle', async () => {
    const verification = useVerificationStore()
    const key = { fingerprint, trust: 'unknown' as const }
    desk.answer('reports.verify', verdict({ ok: false, key, kind: 'zip', path: '/got/a.zip' }))
    await verification.verify({ path: null, kind: 'zip' })
    desk.answer('reports.trust', null)
    desk.answer('reports.verify', verdict())
    await verification.trust()
    expect(desk.asked('reports.trust')).toMatchObject([{ path: '/got/a.zip', digest, fingerprint }])
    expect(desk.asked('reports.verify').at(-1)).toMatchObject({ path: '/got/a.zip', kind: 'zip' })
    expect(verification.state).toMatchObject({ kind: 'done', verdict: { ok: true } })
  })

  it('is stopped, and says so', async () => {
    const verification = useVerificationStore()
    const held = desk.hold('reports.verify')
    desk.answer('reports.cancelVerify', null)
    const verifying = verification.verify({ path: '/got/audit-a', kind: 'folder' })
    await verification.cancel()
    const { verifyId } = desk.asked('reports.verify')[0] as { verifyId: string }
    expect(desk.asked('reports.cancelVerify')).toEqual([{ verifyId }])
    expect(verification.state).toMatchObject({ kind: 'running', stopping: true })
    await held[0]?.fail({ code: 'cancelled' })
    await verifying
    expect(verification.state).toMatchObject({ kind: 'cancelled' })
  })

  it('keeps the verdict when the key can’t be trusted', async () => {
    const verification = useVerificationStore()
    desk.answer('reports.verify', verdict({ ok: false }))
    await verification.verify({ path: '/got/audit-a', kind: 'folder' })
    desk.fail('reports.trust', { code: 'file' })
    await expect(verification.trust()).rejects.toMatchObject({ code: 'file' })
    expect(desk.asked('reports.verify')).toHaveLength(1)
    expect(verification.state.kind).toBe('done')
  })
})
