import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AddAccountDialog from '../../../../src/renderer/components/accounts/AddAccountDialog.vue'
import TestConnectionDialog from '../../../../src/renderer/components/accounts/diagnosis/TestConnectionDialog.vue'
import { reportOf } from '../../../../src/renderer/components/accounts/diagnosis/words.ts'
import { useText } from '../../../../src/renderer/i18n/index.ts'
import {
  diagnosisFaults,
  skipReasons,
  type Diagnosis,
  type DiagnosisId,
  type DiagnosisStep,
  type StepOutcome,
} from '../../../../src/shared/model/diagnosis.ts'
import type { Envelope } from '../../../../src/shared/contract/index.ts'
import { deferred } from '../../../support/deferred.ts'
import { account, failed, installDesk, ok } from '../../support/desk.ts'
import { installEvents } from '../../support/events.ts'
import { button, freshStores, pageText, show, type } from '../../support/mount.ts'

const a = account(1, { name: 'Head office' })
const good = (milliseconds = 12): StepOutcome => ({
  state: 'ok',
  milliseconds,
  finding: { kind: 'signed-in' },
})

function step(kind: DiagnosisStep['kind'], host: string, outcome: StepOutcome): DiagnosisStep {
  const service = host.split('.')[0] as 'iam'
  return { kind, host, services: [service], outcome }
}

const certificate = {
  subject: 'iam.example',
  issuer: 'Company Ltd, Company CA',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2099-03-01T00:00:00.000Z',
  isPrivate: true,
  protocol: 'TLSv1.3',
}

function steps(changes: Partial<Record<DiagnosisStep['kind'], StepOutcome>> = {}): DiagnosisStep[] {
  const outcome = (kind: DiagnosisStep['kind'], usual: StepOutcome): StepOutcome =>
    changes[kind] ?? usual
  const hosts = ['iam.example', 'dbss.example', 'ddm.example'].flatMap((host) => [
    step('dns', host, {
      state: 'ok',
      milliseconds: 3,
      finding: { kind: 'addresses', addresses: ['192.0.2.7'] },
    }),
    step('connection', host, {
      state: 'ok',
      milliseconds: 20,
      finding: { kind: 'connected', address: '192.0.2.7:443', proxy: null },
    }),
    step('certificate', host, {
      state: 'ok',
      milliseconds: 30,
      finding: { kind: 'certificate', certificate },
    }),
    step('clock', host, {
      state: 'ok',
      milliseconds: 40,
      finding: { kind: 'clock', skew: -90_000 },
    }),
  ])
  return [
    ...hosts,
    step('credentials', 'iam.example', outcome('credentials', good(1234))),
    step('projects', 'iam.example', {
      state: 'ok',
      milliseconds: 5,
      finding: { kind: 'projects', total: 2, projectName: 'cn-north-4' },
    }),
    step('dbss', 'dbss.example', outcome('dbss', good())),
    step(
      'ddm',
      'ddm.example',
      outcome('ddm', {
        state: 'ok',
        milliseconds: 9,
        finding: { kind: 'instances', total: 3 },
      }),
    ),
  ]
}

let desk: ReturnType<typeof installDesk>
let tell: ReturnType<typeof installEvents>
let id: DiagnosisId
let end: (answer: Envelope<Diagnosis>) => void

function diagnosis(changes: Partial<Diagnosis> = {}): Diagnosis {
  return {
    diagnosisId: id,
    accountId: a.id,
    startedAt: '2026-11-21T08:00:00.000Z',
    steps: steps(),
    state: 'finished',
    ...changes,
  }
}

const refused: StepOutcome = {
  state: 'failed',
  milliseconds: 80,
  fault: 'permission',
  error: {
    code: 'permission',
    message: 'Distributed Database Middleware answered 403: Not allowed',
    retryable: false,
    status: 403,
    serviceCode: 'DBS.200010',
    requestId: 'request-of-support',
  },
}

beforeEach(() => {
  desk = installDesk()
  tell = installEvents()
  freshStores()
  desk.accounts.diagnose.mockImplementation(({ diagnosisId }) => {
    id = diagnosisId as DiagnosisId
    const answer = deferred<Envelope<Diagnosis>>()
    end = answer.resolve
    return answer.promise
  })
  desk.accounts.stopDiagnosis.mockResolvedValue(ok(null))
})

async function openTest(): Promise<void> {
  show(TestConnectionDialog, { props: { account: a } })
  await flushPromises()
}
async function finish(found: Diagnosis): Promise<void> {
  end(ok(found))
  await flushPromises()
}
const stateOf = (kind: string) =>
  document.querySelector<HTMLElement>(`[data-step=${kind}]`)?.dataset['state']
const rowOf = (kind: string) =>
  [...document.querySelectorAll(`[data-step=${kind}]`)].at(-1)!.textContent.replace(/\s+/g, ' ')
const verdict = () => document.querySelector('[data-verdict]')?.textContent.trim()

describe('the test of a connection', () => {
  it('starts as it opens, and shows each step from waiting to its end', async () => {
    await openTest()
    expect(desk.accounts.diagnose).toHaveBeenCalledExactlyOnceWith({
      diagnosisId: id,
      subject: { kind: 'account', accountId: a.id },
    })
    expect(verdict()).toBe('Testing …')
    const waiting = steps({ credentials: { state: 'pending' } })
    tell('accounts.diagnosis', diagnosis({ state: 'running', steps: waiting }))
    await flushPromises()
    expect(stateOf('credentials')).toBe('pending')
    const running = steps({ credentials: { state: 'running' } })
    tell('accounts.diagnosis', diagnosis({ state: 'running', steps: running }))
    await flushPromises()
    expect(stateOf('credentials')).toBe('running')
    await finish(diagnosis())
    expect(verdict()).toBe('Everything works')
    expect(rowOf('credentials')).toContain('Accepted')
    expect(rowOf('credentials')).toContain('1,234 ms')
  })

  it('takes no notice of another test', async () => {
    await openTest()
    const foreign = '00000000-0000-4000-8000-0000000000ff' as DiagnosisId
    tell('accounts.diagnosis', diagnosis({ diagnosisId: foreign, state: 'running' }))
    await flushPromises()
    expect(document.querySelector('[data-step]')).toBeNull()
  })

  it('says what each step found, and what is worth a word', async () => {
    await openTest()
    await finish(diagnosis())
    expect(rowOf('dns')).toContain('192.0.2.7')
    expect(rowOf('connection')).toContain('Directly to 192.0.2.7:443')
    expect(rowOf('certificate')).toContain('iam.example, issued by Company Ltd, Company CA')
    expect(rowOf('certificate')).toMatch(/valid until .*2099/)
    expect(rowOf('certificate')).toContain('From an authority of its own')
    expect(rowOf('clock')).toContain('90 s behind')
    expect(rowOf('clock')).toContain('before the difference reaches 15 minutes')
    expect(rowOf('projects')).toContain('cn-north-4, of 2 in the region')
    expect(rowOf('ddm')).toContain('Allowed: 3 instances')
  })

  it('says of a step that failed what happened, what to do, and what to give to support', async () => {
    await openTest()
    await finish(diagnosis({ steps: steps({ ddm: refused }) }))
    expect(verdict()).toBe('1 step failed')
    expect(rowOf('ddm')).toContain('Not allowed')
    expect(rowOf('ddm')).toContain('Ask the account’s administrator for read access')
    expect(rowOf('ddm')).toContain('DBS.200010 · HTTP 403')
    expect(rowOf('ddm')).toContain('request id request-of-support')
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    button('Copy the request id').click()
    await flushPromises()
    expect(write).toHaveBeenCalledExactlyOnceWith('request-of-support')
  })

  it('folds away the hosts with which all is well once it is over', async () => {
    await openTest()
    tell('accounts.diagnosis', diagnosis({ state: 'running' }))
    await flushPromises()
    const open = () => [...document.querySelectorAll('details')].map((one) => one.open)
    expect(open()).toEqual([true, true, true, true])
    await finish(diagnosis())
    expect(open()).toEqual([false, false, false, true])
  })

  it('can be stopped, and done again', async () => {
    await openTest()
    button('Stop').click()
    await flushPromises()
    expect(desk.accounts.stopDiagnosis).toHaveBeenCalledExactlyOnceWith({ diagnosisId: id })
    const stopped = steps({ ddm: { state: 'skipped', reason: 'stopped' } })
    await finish(diagnosis({ state: 'stopped', steps: stopped }))
    expect(verdict()).toBe('Stopped')
    const first = id
    button('Test again').click()
    await flushPromises()
    expect(id).not.toBe(first)
    expect(desk.accounts.diagnose).toHaveBeenCalledTimes(2)
  })

  it('ends when the dialog is closed', async () => {
    const shown = show(TestConnectionDialog, { props: { account: a } })
    await flushPromises()
    shown.unmount()
    expect(desk.accounts.stopDiagnosis).toHaveBeenCalledExactlyOnceWith({ diagnosisId: id })
  })

  it('that can’t be begun says why', async () => {
    desk.accounts.diagnose.mockResolvedValue(
      failed({ code: 'file', message: 'The CA file could not be read.' }),
    )
    await openTest()
    expect(pageText()).toContain('The CA file could not be read.')
  })

  it('has words for every fault and every reason to leave a step out', () => {
    const { t } = useText()
    for (const fault of diagnosisFaults) {
      for (const part of ['what', 'todo'] as const) {
        expect(t(`accounts.diagnosis.fault.${part}.${fault}`)).not.toContain('diagnosis.')
      }
    }
    for (const reason of skipReasons) {
      expect(t(`accounts.diagnosis.skipped.${reason}`)).not.toContain('diagnosis.')
    }
  })

  it('can be copied as text, which says all that was shown', () => {
    id = '00000000-0000-4000-8000-0000000000aa' as DiagnosisId
    const report = reportOf(
      diagnosis({ steps: steps({ ddm: refused }) }),
      'Head office',
      useText().t,
    )
    expect(report).toContain('Connection test of Head office')
    expect(report).toContain('2026-11-21T08:00:00.000Z · 1 step failed')
    expect(report).toContain('ddm.example (DDM)')
    expect(report).toContain('- Sign-in: OK (1,234 ms) – Accepted')
    expect(report).toContain('- DDM instances: failed (80 ms) – Not allowed')
    expect(report).toContain('    DBS.200010 · HTTP 403 · request id request-of-support')
  })
})

describe('the form of a new account', () => {
  it('tests what was typed before anything is kept, and drops the outcome when that changes', async () => {
    show(AddAccountDialog, { props: { open: true } })
    await flushPromises()
    type('Region', 'cn-north-4')
    type('Account name', 'company')
    type('IAM user name', 'auditor')
    type('Password', 'secret')
    await flushPromises()
    button('Test connection').click()
    await flushPromises()
    expect(desk.accounts.diagnose).toHaveBeenCalledExactlyOnceWith({
      diagnosisId: id,
      subject: {
        kind: 'draft',
        projectId: null,
        region: 'cn-north-4',
        endpoints: {},
        signIn: { method: 'password', domainName: 'company', userName: 'auditor' },
        secret: { method: 'password', password: 'secret' },
      },
    })
    await finish(diagnosis({ accountId: null }))
    expect(verdict()).toBe('Everything works')
    expect(desk.accounts.add).not.toHaveBeenCalled()
    type('Password', 'another')
    await flushPromises()
    expect(verdict()).toBeUndefined()
  })

  it('names the region that an id stands for', async () => {
    show(AddAccountDialog, { props: { open: true } })
    await flushPromises()
    expect(pageText()).toContain('Type a name such as Beijing, or an id.')
    type('Region', 'eu-west-101')
    await flushPromises()
    expect(pageText()).toContain('EU-Dublin')
  })
})
