import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AddAccountDialog from '../../../src/renderer/components/accounts/AddAccountDialog.vue'
import SecretDialog from '../../../src/renderer/components/accounts/SecretDialog.vue'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import type { Project } from '../../../src/shared/model/account.ts'
import type { ProjectId } from '../../../src/shared/model/ids.ts'
import type { Secret, SignIn, SignInMethod } from '../../../src/shared/model/sign-in.ts'
import { account, failed, installDesk, ok } from '../support/desk.ts'
import { button, describedBy, field, freshStores, pageText, show, type } from '../support/mount.ts'

interface Way {
  signIn: SignIn
  secret: Secret
  /** What the form asks for besides the region, and what is typed. */
  asks: Record<string, string>
  /** What the dialog asks for when only the secret is missing. */
  proof: string[]
  trap: string
  kept: boolean
}

const user = { 'Account name': 'company', 'IAM user name': 'auditor' }
const who = { domainName: 'company', userName: 'auditor' }

const ways: Record<SignInMethod, Way> = {
  password: {
    signIn: { method: 'password', ...who },
    secret: { method: 'password', password: 'secret' },
    asks: { ...user, Password: 'secret' },
    proof: ['Password'],
    trap: 'A HUAWEI ID can’t sign in by API. Create an IAM user',
    kept: true,
  },
  'password-totp': {
    signIn: { method: 'password-totp', ...who },
    secret: { method: 'password-totp', password: 'secret', passcode: '123456' },
    asks: { ...user, Password: 'secret', 'One-time code': '123456' },
    proof: ['Password', 'One-time code'],
    trap: 'good for 30 seconds',
    kept: false,
  },
  'access-key': {
    signIn: { method: 'access-key', accessKey: 'HPUAEXAMPLE' },
    secret: { method: 'access-key', secretKey: 'secret' },
    asks: { 'Access key ID (AK)': 'HPUAEXAMPLE', 'Secret access key (SK)': 'secret' },
    proof: ['Secret access key (SK)'],
    trap: 'Shown only once, when the key is created.',
    kept: true,
  },
  'temporary-access-key': {
    signIn: { method: 'temporary-access-key' },
    secret: {
      method: 'temporary-access-key',
      accessKey: 'HST3EXAMPLE',
      secretKey: 'secret',
      securityToken: 'gQpj…',
    },
    asks: {
      'Access key ID (AK)': 'HST3EXAMPLE',
      'Secret access key (SK)': 'secret',
      'Security token': 'gQpj…',
    },
    proof: ['Access key ID (AK)', 'Secret access key (SK)', 'Security token'],
    trap: 'end together, after 24 hours at most',
    kept: false,
  },
  agency: {
    signIn: {
      method: 'agency',
      ...who,
      agencyDomainName: 'subsidiary',
      agencyName: 'audit-agency',
    },
    secret: { method: 'agency', password: 'secret' },
    asks: {
      ...user,
      Password: 'secret',
      'Account to act in': 'subsidiary',
      'Agency name': 'audit-agency',
    },
    proof: ['Password'],
    trap: 'Agent Operator',
    kept: true,
  },
  token: {
    signIn: { method: 'token' },
    secret: { method: 'token', token: 'MIIF…' },
    asks: { Token: 'MIIF…' },
    proof: ['Token'],
    trap: 'It ends within 24 hours',
    kept: false,
  },
}
const methods = Object.keys(ways) as SignInMethod[]

const project: Project = { id: 'id-of-project' as ProjectId, name: 'cn-north-4', enabled: true }
const anyField = new Set(methods.flatMap((method) => Object.keys(ways[method].asks)))

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  freshStores()
})

/** The fields for signing in that can be seen, by label. */
function asked(): string[] {
  return [...document.querySelectorAll('[role=dialog] label')]
    .map((label) => label.textContent.trim())
    .filter((label) => anyField.has(label))
}

async function typeAll(texts: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(texts)) type(label, text)
  await flushPromises()
}

async function press(name: string): Promise<void> {
  button(name).click()
  await flushPromises()
}

describe.each(methods)('adding an account by %s', (method) => {
  const { signIn, secret, asks, trap, kept } = ways[method]

  beforeEach(async () => {
    useAccountsStore().secrets = { kind: 'keychain' }
    show(AddAccountDialog, { props: { open: true } })
    await flushPromises()
    document.querySelector<HTMLInputElement>(`[data-method=${method}]`)!.click()
    await flushPromises()
    type('Region', 'cn-north-4')
  })

  it('asks for what this way needs, and for nothing else', () => {
    expect(asked().toSorted()).toEqual(Object.keys(asks).toSorted())
  })

  it('names the trap, and where the secret is kept', () => {
    expect(pageText()).toContain(trap)
    const note = document.querySelector('[data-testid=kept-note]')?.textContent
    expect(note).toContain(kept ? 'in the keychain' : 'for this run only, even where there is')
  })

  it('can’t list projects before all of it is typed', async () => {
    for (const [label, text] of Object.entries(asks)) {
      expect(button('List projects').disabled).toBe(true)
      await typeAll({ [label]: text })
    }
    expect(button('List projects').disabled).toBe(false)
  })

  it('lists projects and adds the account with what was typed', async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project]))
    desk.accounts.add.mockResolvedValue(ok(account(2, { signIn })))
    desk.accounts.select.mockResolvedValue(ok(account(2, { signIn })))
    await typeAll(asks)
    await press('List projects')
    const place = { region: 'cn-north-4', endpoints: {} }
    expect(desk.accounts.listProjects).toHaveBeenCalledExactlyOnceWith({ ...place, signIn, secret })
    type('Name', 'Head office')
    if (method === 'password-totp') type('Next one-time code', '123456')
    await flushPromises()
    await press('Add account')
    expect(desk.accounts.add).toHaveBeenCalledExactlyOnceWith({
      ...place,
      signIn,
      secret,
      name: 'Head office',
      color: 'blue',
      projectId: project.id,
      projectName: project.name,
      dbssTimeZone: 'UTC',
    })
  })

  it('says each broken rule beside its field', async () => {
    const paths = [
      ...Object.keys(signIn).map((text) => `signIn.${text}`),
      ...Object.keys(secret).map((text) => `secret.${text}`),
    ].filter((path) => !path.endsWith('.method'))
    desk.accounts.listProjects.mockResolvedValue(
      failed({ code: 'input', message: paths.map((path) => `${path}: breaks ${path}`).join('; ') }),
    )
    await typeAll(asks)
    await press('List projects')
    const said = Object.keys(asks).map((label) => /breaks ([\w.]+)/.exec(describedBy(label))?.[1])
    expect(said.toSorted()).toEqual(paths.toSorted())
    expect(document.querySelector('[data-code=input]')).toBeNull()
  })
})

describe('adding an account', () => {
  beforeEach(async () => {
    show(AddAccountDialog, { props: { open: true } })
    await flushPromises()
  })

  it('tells the account’s name from the user’s', () => {
    expect(describedBy('Account name')).toContain('not of the user')
    expect(describedBy('IAM user name')).toContain('not a HUAWEI ID')
  })

  it('says when there is no keychain to keep a password in', async () => {
    useAccountsStore().secrets = { kind: 'memory', reason: 'No keyring is running.' }
    await flushPromises()
    expect(document.querySelector('[data-testid=kept-note]')?.textContent).toContain(
      'because there is no keychain',
    )
  })

  it('forgets the projects when the way to sign in changes', async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project]))
    await typeAll({ Region: 'cn-north-4', ...ways.password.asks })
    await press('List projects')
    expect(pageText()).toContain('id-of-project')
    document.querySelector<HTMLInputElement>('[data-method=agency]')!.click()
    await flushPromises()
    expect(pageText()).not.toContain('id-of-project')
    expect(field('Account name').value).toBe('company')
  })

  it('takes the zone of DBSS times, and says beside it when it is none', async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project]))
    desk.accounts.add.mockResolvedValue(
      failed({ code: 'input', message: 'dbssTimeZone: must be a time zone' }),
    )
    await typeAll({ Region: 'cn-north-4', ...ways.password.asks })
    await press('Endpoints and time zone')
    expect(field('Zone of DBSS times').value).toBe('UTC')
    await typeAll({ 'Zone of DBSS times': 'Mars/Olympus' })
    await press('List projects')
    await press('Add account')
    expect(desk.accounts.add.mock.lastCall?.[0]).toMatchObject({ dbssTimeZone: 'Mars/Olympus' })
    expect(describedBy('Zone of DBSS times')).toContain('must be a time zone')
  })
})

describe('a one-time code', () => {
  const { signIn, asks } = ways['password-totp']
  const added = account(2, { signIn })

  beforeEach(async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project]))
    show(AddAccountDialog, { props: { open: true } })
    await flushPromises()
    document.querySelector<HTMLInputElement>('[data-method=password-totp]')!.click()
    await flushPromises()
    await typeAll({ Region: 'cn-north-4', ...asks })
    await press('List projects')
  })

  it('is used up by listing the projects, and the next one is asked for', async () => {
    expect(pageText()).toContain('Listing the projects used up the first one.')
    expect(field('Next one-time code').value).toBe('')
    expect(button('Add account').disabled).toBe(true)
    await typeAll({ 'Next one-time code': '654321' })
    expect(pageText()).toContain('id-of-project')
    expect(button('Add account').disabled).toBe(false)
  })

  it('is used at once when the account is added', async () => {
    desk.accounts.add.mockResolvedValue(ok(added))
    desk.accounts.select.mockResolvedValue(ok(added))
    await typeAll({ 'Next one-time code': '654321' })
    await press('Add account')
    expect(desk.audit.instances).toHaveBeenCalledExactlyOnceWith({ accountId: added.id })
  })
})

describe.each(methods)('the missing secret of an account that signs in by %s', (method) => {
  const { signIn, secret, asks, proof, kept } = ways[method]
  const a = account(1, { signIn })
  const onClose = vi.fn()

  beforeEach(async () => {
    onClose.mockClear()
    useAccountsStore().accounts = [a]
    useAccountsStore().selectedId = a.id
    useAccountsStore().secrets = { kind: 'keychain' }
    desk.accounts.setSecret.mockResolvedValue(ok(null))
    desk.audit.instances.mockResolvedValue(failed({ code: 'permission' }))
    show(SecretDialog, { props: { account: a, cancelLabel: 'Not now', onClose } })
    await flushPromises()
  })

  async function signInWith(texts: Record<string, string>): Promise<void> {
    await typeAll(Object.fromEntries(proof.map((label) => [label, texts[label] ?? ''])))
    await press('Sign in')
  }

  it('is asked for, all of it and nothing else', () => {
    expect(asked().toSorted()).toEqual(proof.toSorted())
    expect(button('Sign in').disabled).toBe(true)
  })

  it('says where it is kept', () => {
    const note = document.querySelector('[data-testid=kept-note]')?.textContent
    expect(note).toContain(kept ? 'in the keychain' : 'for this run only, even where there is')
  })

  it('goes to the main process once, and what failed asks again', async () => {
    const unlocks = useAccountsStore().unlocks
    await signInWith(asks)
    expect(desk.accounts.setSecret).toHaveBeenCalledExactlyOnceWith({ accountId: a.id, secret })
    expect(useAccountsStore().unlocks).toBe(unlocks + 1)
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('is tried once before anything asks again, and what is wrong with it is said', async () => {
    desk.audit.instances.mockResolvedValue(
      failed({ code: 'credentials', message: 'The service refused to sign in.' }),
    )
    const unlocks = useAccountsStore().unlocks
    await signInWith(asks)
    expect(desk.audit.instances).toHaveBeenCalledOnce()
    expect(pageText()).toContain('The service refused to sign in.')
    expect(useAccountsStore().unlocks).toBe(unlocks)
    expect(onClose).not.toHaveBeenCalled()
  })

  it('says each broken rule beside its field', async () => {
    const paths = Object.keys(secret)
      .filter((text) => text !== 'method')
      .map((text) => `secret.${text}`)
    desk.accounts.setSecret.mockResolvedValue(
      failed({ code: 'input', message: paths.map((path) => `${path}: breaks ${path}`).join('; ') }),
    )
    await signInWith(asks)
    const said = proof.map((label) => /breaks ([\w.]+)/.exec(describedBy(label))?.[1])
    expect(said.toSorted()).toEqual(paths.toSorted())
  })

  it('says what went wrong otherwise', async () => {
    desk.accounts.setSecret.mockResolvedValue(failed({ code: 'keychain', message: 'locked' }))
    await signInWith(asks)
    expect(pageText()).toContain('locked')
    expect(onClose).not.toHaveBeenCalled()
  })
})
