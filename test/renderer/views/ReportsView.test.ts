import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import ReportsView from '../../../src/renderer/views/ReportsView.vue'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useVerificationStore } from '../../../src/renderer/stores/verification.ts'
import type { VerifyId } from '../../../src/shared/contract/reports.ts'
import type { ReportPlan } from '../../../src/shared/model/report.ts'
import { button, pageText, show, type } from '../support/mount.ts'
import {
  created,
  digest,
  entry,
  fingerprint,
  news,
  presetPlan,
  previewOf,
  signingKey,
  startReports,
  verdict,
} from '../support/reports.ts'
import {
  accountB,
  archived,
  instanceId,
  otherInstanceId,
  type FakeDesk,
} from '../support/two-accounts.ts'

let desk: FakeDesk

beforeEach(async () => {
  desk = await startReports()
  const at = '2026-11-20T10:00:00.000Z'
  desk.archive(
    'audit.instances',
    archived(
      [instanceId, otherInstanceId].map((id) => ({
        id,
        name: `instance ${id}`,
        status: 'ACTIVE',
        version: null,
        timeZone: null,
      })),
      at,
    ),
  )
})

async function settle(): Promise<void> {
  await flushPromises()
  await new Promise((resolve) => setTimeout(resolve, 0))
  await flushPromises()
}

async function open(tab: string | null = null): Promise<void> {
  show(ReportsView)
  await settle()
  if (tab !== null) {
    const trigger = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((one) =>
      one.textContent.includes(tab),
    )!
    trigger.focus()
    trigger.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
    await settle()
  }
}

async function press(name: string | RegExp): Promise<void> {
  button(name).click()
  await settle()
}

/** The tick with this label. */
function tick(label: string | RegExp): HTMLElement {
  const found = [...document.querySelectorAll('label')].find((candidate) => {
    const text = candidate.textContent.trim()
    return typeof label === 'string' ? text === label : label.test(text)
  })
  const box = document.getElementById(found?.htmlFor ?? '')
  if (box === null) throw new Error(`There is no tick ${String(label)}`)
  return box
}

async function toggle(label: string | RegExp): Promise<void> {
  tick(label).click()
  await new Promise((resolve) => setTimeout(resolve, 320))
  await settle()
}

function byTestId(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
  if (found === null) throw new Error(`There is no ${id}`)
  return found
}

const textOf = (id: string): string => byTestId(id).textContent.replace(/\s+/g, ' ')

describe('building a report', () => {
  it('offers every account, the one on screen ticked, and marks the demo', async () => {
    useAccountsStore().accounts = useAccountsStore().accounts.map((account) =>
      account.id === accountB.id ? { ...account, demo: true } : account,
    )
    await open()
    expect(tick(/^A /).getAttribute('aria-checked')).toBe('true')
    expect(tick(/^B /).getAttribute('aria-checked')).toBe('false')
    expect(pageText()).not.toContain('Demo data is invented.')
    await toggle(/^B /)
    expect(pageText()).toContain('Demo data is invented.')
  })

  it('offers the instances that the archive knows, all of them unless some are chosen', async () => {
    await open()
    const picker = button('Audit instances of A: All audit instances')
    picker.focus()
    picker.click()
    await settle()
    const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find((one) =>
      one.textContent.includes('instance audit-2'),
    )!
    option.click()
    await settle()
    expect(button('Audit instances of A: instance audit-2')).toBeDefined()
    expect(desk.asked('audit.instances')).toEqual([])
    await press('Create report …')
    const { plan } = desk.asked('reports.create')[0] as { plan: ReportPlan }
    expect(plan.subjects[0]?.auditInstanceIds).toEqual([otherInstanceId])
  })

  it('says so when the archive knows no instance', async () => {
    desk.failArchive('audit.instances', { code: 'not-found' })
    await open()
    expect(pageText()).toContain('The archive knows no instance yet.')
  })

  it('shows both ends of the range with their zone', async () => {
    await open()
    expect(textOf('report-range')).toMatch(/From .+\d\d:\d\d:\d\d \S+ ?to .+\d\d:\d\d:\d\d \S+/)
  })

  it.each([
    ['CSV', 'Plain text tables'],
    ['Excel (XLSX)', 'a sheet for each section'],
    ['JSON Lines', 'exact values'],
    ['Parquet', 'Typed columns'],
    ['HTML', 'opens in any browser'],
    ['PDF', 'for print'],
  ])('says what %s is', async (format, what) => {
    await open()
    expect(tick(format).closest('[data-slot=root]')?.textContent).toContain(what)
  })

  it('can’t be made without a section, and says why', async () => {
    await open()
    for (const section of ['Summary', 'Sessions', 'Risk', 'Analyses', 'Kill log', 'Coverage']) {
      tick(section).click()
      await settle()
    }
    expect(button('Create report …').disabled).toBe(true)
    expect(pageText()).toContain('Choose at least one section.')
    expect(byTestId('preview').dataset['state']).toBe('empty')
  })
})

describe('the preview', () => {
  it('shows rows and age per account and section, and that nothing is missing', async () => {
    await open()
    const rows = [...byTestId('preview').querySelectorAll('tbody tr')].map((row) =>
      row.textContent.replace(/\s+/g, ' '),
    )
    expect(rows).toHaveLength(7)
    expect(rows[2]).toMatch(/Sessions.*12,345.*2026.*Nothing/)
    expect(textOf('would-be')).toContain('This report would be complete.')
  })

  it('says in words why it would be incomplete, and for which account', async () => {
    desk.answer('reports.preview', (input) =>
      previewOf(input['plan'] as ReportPlan, { risk: ['No answer for these bounds.'] }),
    )
    await open()
    expect(textOf('would-be')).toMatch(/incomplete because: ?Risk: No answer for these bounds\./)
    expect(textOf('would-be')).toContain('“Collect what is missing first” asks the service')
    await toggle(/^B /)
    expect(textOf('would-be')).toContain('B, Risk: No answer for these bounds.')
    await toggle(/^Collect what is missing first/)
    expect(textOf('would-be')).toContain('What is missing is asked of the service first')
  })

  it('shows a skeleton first, and the error with a way to try again', async () => {
    const held = desk.hold('reports.preview')
    await open()
    expect(byTestId('preview').dataset['state']).toBe('loading')
    await held[0]?.fail({ code: 'file', message: 'archive.duckdb could not be read.' })
    expect(textOf('preview')).toContain('archive.duckdb could not be read.')
    await press('Try again')
    await held[1]?.answer(previewOf(held[1].input['plan'] as ReportPlan))
    expect(byTestId('preview').dataset['state']).toBe('ready')
  })
})

describe('creating', () => {
  it('shows stage, rows, bytes, time left and file, and can be cancelled', async () => {
    const held = desk.hold('reports.create')
    await open()
    await press('Create report …')
    expect(textOf('making')).toContain('Starting …')
    desk.emit('reports.progress', news(desk))
    await settle()
    expect(textOf('making')).toContain('Writing CSV')
    expect(textOf('making')).toContain('500 of 2,000 rows · 65.5 kB written')
    expect(textOf('making')).toContain('about 12 s left')
    expect(textOf('making')).toContain('csv/sessions.csv')
    expect(button('Create report …').disabled).toBe(true)
    await press('Cancel')
    expect(button('Cancelling …').disabled).toBe(true)
    await held[0]?.fail({ code: 'cancelled' })
    expect(pageText()).toContain('The report was cancelled. Nothing was left behind.')
  })

  it('says where the report is, that it is complete, and its digest whole', async () => {
    await open()
    await press('Create report …')
    const text = textOf('created')
    expect(text).toContain('The report is complete')
    expect(text).toContain('/reports/audit-a')
    expect(text).toContain('/reports/audit-a.zip')
    expect(text).toContain(digest)
    await press('Show in folder')
    expect(desk.asked('reports.show')).toEqual([{ folder: '/reports/audit-a' }])
  })

  it('copies the digest as it is, without the gaps', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await open()
    await press('Create report …')
    await press('Copy the digest')
    expect(writeText).toHaveBeenCalledExactlyOnceWith(digest)
  })

  it('says why a report is incomplete', async () => {
    const reasons = ['The service counts 9 and sent 7.']
    desk.answer('reports.create', { ...created, complete: false, reasons })
    await open()
    await press('Create report …')
    expect(textOf('created')).toContain('says that it is incomplete')
    expect(textOf('created')).toContain('The service counts 9 and sent 7.')
  })

  it('names the file and the next step when it fails', async () => {
    desk.fail('reports.create', {
      code: 'file',
      message: 'csv/sessions.csv: the disk is full.',
      hint: 'Free some space, then try again.',
    })
    await open()
    await press('Create report …')
    expect(textOf('not-made')).toContain('csv/sessions.csv: the disk is full.')
    expect(textOf('not-made')).toContain('Free some space, then try again.')
  })
})

describe('presets', () => {
  it('are kept under a name, and the same name says that it replaces', async () => {
    desk.answer('reports.presets', [{ name: 'Weekly', plan: presetPlan }])
    desk.answer('reports.savePreset', [{ name: 'Weekly', plan: presetPlan }])
    await open()
    await press('Save as preset …')
    type('Name', 'Weekly')
    await settle()
    expect(pageText()).toContain('Replaces the preset of this name.')
    await press('Save preset')
    expect(desk.asked('reports.savePreset')).toMatchObject([{ preset: { name: 'Weekly' } }])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('are deleted only after a question', async () => {
    desk.answer('reports.presets', [])
    desk.answer('reports.savePreset', [{ name: 'Weekly', plan: presetPlan }])
    desk.answer('reports.deletePreset', [])
    await open()
    await press('Save as preset …')
    type('Name', 'Weekly')
    await settle()
    await press('Save preset')
    await press('Delete preset Weekly …')
    expect(desk.asked('reports.deletePreset')).toEqual([])
    await press('Delete preset')
    expect(desk.asked('reports.deletePreset')).toEqual([{ name: 'Weekly' }])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })
})

describe('past reports', () => {
  it('say when, who, what, where, and are shown and verified from there', async () => {
    desk.answer('reports.ledger', { entries: [entry], problems: [] })
    desk.answer('reports.verify', verdict())
    await open('Past reports')
    expect(textOf('ledger')).toMatch(/2026.*李审计.*A, 14–21 November.*\/reports\/audit-a/)
    expect(textOf('ledger')).not.toContain('was changed outside')
    await press('Show in folder: /reports/audit-a')
    expect(desk.asked('reports.show')).toEqual([{ folder: '/reports/audit-a' }])
    await press('Verify: /reports/audit-a')
    expect(desk.asked('reports.verify')).toMatchObject([
      { path: '/reports/audit-a', kind: 'folder' },
    ])
    expect(byTestId('verdict').dataset['verdict']).toBe('good')
    expect(document.activeElement?.textContent).toContain('Verify')
  })

  it('say when none was made', async () => {
    await open('Past reports')
    expect(textOf('ledger')).toContain('No report was made on this computer yet.')
  })

  it('name the line where the list was tampered with, and still list the rest', async () => {
    desk.answer('reports.ledger', {
      entries: [entry],
      problems: [{ line: 7, text: 'Its hash is not the one the next line holds.' }],
    })
    await open('Past reports')
    const alert = byTestId('ledger').querySelector('[role=alert]')
    expect(alert?.textContent).toContain('Line 7: Its hash is not')
    expect(textOf('ledger')).toContain('李审计')
  })
})

describe('verifying', () => {
  async function found(changes: Parameters<typeof verdict>[0]): Promise<void> {
    desk.answer('reports.verify', verdict(changes))
    await open('Verify')
    await press('Verify folder …')
  }

  it('says what was changed, added and missing, under a plain warning', async () => {
    await found({
      ok: false,
      intact: false,
      findings: [
        {
          kind: 'changed',
          severity: 'error',
          file: 'csv/risk.csv',
          text: 'csv/risk.csv was changed.',
        },
        { kind: 'missing', severity: 'error', file: 'report.pdf', text: 'report.pdf is missing.' },
      ],
      further: 3,
    })
    const text = textOf('verdict')
    expect(text).toContain('Do not rely on this report: it is not what was signed.')
    expect(text).toContain('csv/risk.csv was changed.')
    expect(text).toContain('report.pdf is missing.')
    expect(text).toContain('and 3 more findings')
    expect(text).toContain('it can’t be relied on')
    expect(() => button('Trust this key …')).toThrow()
  })

  it('shows names from the bundle as text', async () => {
    const bundle = { ...verdict().bundle!, author: '<img src=x onerror=alert(1)>' }
    await found({ bundle })
    expect(byTestId('verdict').querySelector('img')).toBeNull()
    expect(textOf('verdict')).toContain('<img src=x')
  })

  it('trusts an unknown key only after the comparison is confirmed', async () => {
    await found({ ok: false, key: { fingerprint, trust: 'unknown' } })
    desk.answer('reports.trust', null)
    expect(textOf('verdict')).toContain('by a key that is not known here')
    await press('Trust this key …')
    const dialog = document.querySelector('[role=dialog]')!
    expect(dialog.textContent).toContain('count as genuine on this computer')
    expect(dialog.textContent).toContain('Head office')
    expect(dialog.textContent).toContain(fingerprint)
    expect(button('Trust key').disabled).toBe(true)
    await press('Trust key')
    expect(desk.asked('reports.trust')).toEqual([])
    tick(/^I have compared this fingerprint/).click()
    await settle()
    desk.answer('reports.verify', verdict())
    await press('Trust key')
    expect(desk.asked('reports.trust')).toMatchObject([
      { path: '/got/audit-a', digest, fingerprint },
    ])
    expect(document.querySelector('[role=dialog]')).toBeNull()
    expect(byTestId('verdict').dataset['verdict']).toBe('good')
  })

  it('offers no trust in a key that is known', async () => {
    await found({})
    expect(() => button('Trust this key …')).toThrow()
  })

  it('says how far it is', async () => {
    const held = desk.hold('reports.verify')
    await open('Verify')
    await press('Verify zip …')
    expect(textOf('verifying')).toContain('Waiting for a report to be chosen …')
    expect(button('Verify folder …').disabled).toBe(true)
    expect(() => button('Cancel')).toThrow()
    desk.emit('reports.verifyProgress', {
      verifyId: held[0]!.input['verifyId'] as VerifyId,
      file: 'csv/sessions.csv',
      files: 3,
      filesTotal: 24,
      bytes: 5_000_000,
      bytesTotal: 9_000_000,
    })
    await settle()
    expect(textOf('verifying')).toContain('3 of 24 files, 5 MB')
    await held[0]?.answer(null)
    expect(document.querySelector('[data-testid=verifying]')).toBeNull()
  })

  it('can be cancelled, and says then that nothing was found out', async () => {
    const held = desk.hold('reports.verify')
    desk.answer('reports.cancelVerify', null)
    desk.answer('reports.ledger', { entries: [entry], problems: [] })
    await open('Past reports')
    await press('Verify: /reports/audit-a')
    await press('Cancel')
    const verifyId = held[0]!.input['verifyId']
    expect(desk.asked('reports.cancelVerify')).toEqual([{ verifyId }])
    expect(button('Cancelling …').disabled).toBe(true)
    await held[0]?.fail({ code: 'cancelled' })
    expect(textOf('verify')).toContain('Verifying was cancelled. Nothing was found out.')
    expect(textOf('verify')).not.toContain('It broke.')
  })

  function drop(...files: { name: string; isDirectory: boolean }[]): void {
    const items = files.map(({ name, isDirectory }) => ({
      kind: 'file',
      getAsFile: () => new File([], name),
      webkitGetAsEntry: () => ({ isDirectory }),
    }))
    const event = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(event, { dataTransfer: { items, types: ['Files'] } })
    byTestId('verify').dispatchEvent(event)
  }

  it.each([
    { name: 'audit-a', isDirectory: true, kind: 'folder' },
    { name: 'audit-a.zip', isDirectory: false, kind: 'zip' },
  ] as const)('takes a $kind that is dropped', async ({ kind, ...file }) => {
    Object.assign(window.auditDesk, { pathOf: ({ name }: File) => `/dropped/${name}` })
    desk.answer('reports.verify', verdict())
    await open('Verify')
    drop(file)
    await settle()
    expect(desk.asked('reports.verify')).toMatchObject([{ path: `/dropped/${file.name}`, kind }])
  })

  it('refuses anything else that is dropped, and says so', async () => {
    Object.assign(window.auditDesk, { pathOf: ({ name }: File) => `/dropped/${name}` })
    await open('Verify')
    drop({ name: 'report.pdf', isDirectory: false })
    await settle()
    expect(textOf('verify')).toContain('This is neither a folder nor a zip.')
    drop({ name: 'a.zip', isDirectory: false }, { name: 'b.zip', isDirectory: false })
    await settle()
    expect(textOf('verify')).toContain('Drop one folder or one zip at a time.')
    expect(useVerificationStore().state.kind).toBe('none')
  })
})

describe('the signing key', () => {
  it('is told by its fingerprint, its age and where it is kept', async () => {
    await open('Signing key')
    const text = textOf('signing-key')
    expect(text).toContain(fingerprint)
    expect(text).toContain('In the keychain of the operating system, never in a file')
    expect(text).toMatch(/Replaced ?Never/)
  })

  it('is exported where the user says', async () => {
    desk.answer('reports.exportKey', '/keys/audit-desk.pem')
    await open('Signing key')
    await press('Export public key …')
    expect(textOf('signing-key')).toContain('saved to /keys/audit-desk.pem')
  })

  it('is replaced only after a question that says what it means', async () => {
    desk.answer('reports.rotateKey', { ...signingKey, fingerprint: 'bb'.repeat(32), rotations: 1 })
    await open('Signing key')
    await press('Replace key …')
    expect(desk.asked('reports.rotateKey')).toEqual([])
    expect(pageText()).toContain('Reports already made stay valid.')
    await press('Replace key')
    expect(textOf('signing-key')).toContain('bb'.repeat(32))
    expect(textOf('signing-key')).toContain('1 time')
  })

  it('stays, and says why, when it can’t be replaced', async () => {
    desk.fail('reports.rotateKey', { code: 'keychain', message: 'The keychain is locked.' })
    await open('Signing key')
    await press('Replace key …')
    await press('Replace key')
    expect(document.querySelector('[role=dialog]')?.textContent).toContain(
      'The keychain is locked.',
    )
    expect(textOf('signing-key')).toContain(fingerprint)
  })
})
