import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AddAccountDialog from '../../../src/renderer/components/accounts/AddAccountDialog.vue'
import EditAccountDialog from '../../../src/renderer/components/accounts/EditAccountDialog.vue'
import RemoveAccountDialog from '../../../src/renderer/components/accounts/RemoveAccountDialog.vue'
import { fieldErrors } from '../../../src/renderer/components/accounts/fieldErrors.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import type { Removal } from '../../../src/shared/contract/accounts.ts'
import type { Project } from '../../../src/shared/model/account.ts'
import type { ProjectId } from '../../../src/shared/model/ids.ts'
import { deferred } from '../../support/deferred.ts'
import { account, deskError, failed, installDesk, ok } from '../support/desk.ts'
import { button, describedBy, field, freshStores, pageText, show, type } from '../support/mount.ts'

const a = account(1)

function project(name: string, enabled = true): Project {
  return { id: `id-of-${name}` as ProjectId, name, enabled }
}

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  freshStores()
  useAccountsStore().accounts = [a]
  useAccountsStore().selectedId = a.id
})

describe('adding an account', () => {
  const onAdded = vi.fn()

  async function fillIn(): Promise<void> {
    type('Region', 'cn-north-4')
    type('Account name', 'company')
    type('IAM user name', 'auditor')
    type('Password', 'secret')
    await flushPromises()
  }

  async function listProjects(): Promise<void> {
    button('List projects').click()
    await flushPromises()
  }

  beforeEach(async () => {
    onAdded.mockClear()
    show(AddAccountDialog, { props: { open: true, onAdded } })
    await flushPromises()
  })

  it('lists projects only once who signs in is complete', async () => {
    expect(button('List projects').disabled).toBe(true)
    await fillIn()
    expect(button('List projects').disabled).toBe(false)
  })

  it('lists projects with what was typed, and proposes that of the region', async () => {
    desk.accounts.listProjects.mockResolvedValue(
      ok([project('cn-north-4_old', false), project('other'), project('cn-north-4')]),
    )
    await fillIn()
    await listProjects()
    expect(desk.accounts.listProjects).toHaveBeenCalledExactlyOnceWith({
      region: 'cn-north-4',
      signIn: { method: 'password', domainName: 'company', userName: 'auditor' },
      secret: { method: 'password', password: 'secret' },
      endpoints: {},
    })
    const chosen = [
      ...document.querySelectorAll<HTMLInputElement>('input[type=radio]:checked'),
    ].find(({ dataset }) => dataset['method'] === undefined)!
    expect(chosen.closest('label')?.textContent).toContain('id-of-cn-north-4')
    const disabled = document.querySelector<HTMLInputElement>('input[type=radio]:disabled')!
    expect(disabled.closest('label')?.textContent).toContain('Disabled')
  })

  it('adds the account with the project chosen', async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project('cn-north-4')]))
    desk.accounts.add.mockResolvedValue(ok(account(2)))
    desk.accounts.select.mockResolvedValue(ok(account(2)))
    await fillIn()
    await listProjects()
    type('Name', 'Head office')
    document.querySelector<HTMLInputElement>('input[aria-label=Violet]')!.click()
    await flushPromises()
    button('Add account').click()
    await flushPromises()
    expect(desk.accounts.add).toHaveBeenCalledExactlyOnceWith({
      region: 'cn-north-4',
      signIn: { method: 'password', domainName: 'company', userName: 'auditor' },
      secret: { method: 'password', password: 'secret' },
      endpoints: {},
      name: 'Head office',
      color: 'violet',
      projectId: 'id-of-cn-north-4',
      projectName: 'cn-north-4',
      dbssTimeZone: 'UTC',
    })
    expect(onAdded).toHaveBeenCalledOnce()
  })

  it('proposes a colour that no account has yet', async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project('cn-north-4')]))
    await fillIn()
    await listProjects()
    const swatch = document.querySelector<HTMLInputElement>('input[aria-label=Teal]')
    expect(swatch?.checked).toBe(true)
  })

  it('forgets the projects when who signs in changes', async () => {
    desk.accounts.listProjects.mockResolvedValue(ok([project('cn-north-4')]))
    await fillIn()
    await listProjects()
    expect(pageText()).toContain('id-of-cn-north-4')
    type('Account name', 'another company')
    await flushPromises()
    expect(pageText()).not.toContain('id-of-cn-north-4')
    expect(button('Add account').disabled).toBe(true)
  })

  it('drops projects that come after who signs in was changed', async () => {
    const late = deferred<ReturnType<typeof ok<Project[]>>>()
    desk.accounts.listProjects.mockReturnValue(late.promise)
    await fillIn()
    button('List projects').click()
    await flushPromises()
    type('Account name', 'another company')
    await flushPromises()
    late.resolve(ok([project('cn-north-4')]))
    await flushPromises()
    expect(pageText()).not.toContain('id-of-cn-north-4')
  })

  it('says each broken rule beside its field, and opens the endpoints for theirs', async () => {
    desk.accounts.listProjects.mockResolvedValue(
      failed({
        code: 'input',
        message: 'region: must be a region id; endpoints.iam: must start with https://',
      }),
    )
    await fillIn()
    await listProjects()
    expect(describedBy('Region')).toContain('must be a region id')
    expect(describedBy('IAM endpoint')).toContain('must start with https://')
    expect(field('Region').getAttribute('aria-invalid')).toBe('true')
  })

  it('says what the service refused, and keeps what was typed', async () => {
    desk.accounts.listProjects.mockResolvedValue(
      failed({ code: 'credentials', message: 'The user name or password is wrong.' }),
    )
    await fillIn()
    await listProjects()
    expect(pageText()).toContain('The user name or password is wrong.')
    expect(field('IAM user name').value).toBe('auditor')
  })

  it('hides the password as it is typed, unless asked', async () => {
    expect(field('Password').type).toBe('password')
    button('Show: Password').click()
    await flushPromises()
    expect(field('Password').type).toBe('text')
  })
})

describe('removing an account', () => {
  it('says what will be deleted before it can be', async () => {
    const preview = deferred<ReturnType<typeof ok<Removal>>>()
    desk.accounts.previewRemoval.mockReturnValue(preview.promise)
    desk.accounts.remove.mockResolvedValue(ok({ deletes: [], archive: null }))
    show(RemoveAccountDialog, { props: { account: a } })
    await flushPromises()
    expect(button('Remove account').disabled).toBe(true)
    preview.resolve(
      ok({ deletes: ['The profile.', 'Its password in the keychain.'], archive: null }),
    )
    await flushPromises()
    expect(pageText()).toContain('The profile.')
    expect(pageText()).toContain('Its password in the keychain.')
    expect(desk.accounts.remove).not.toHaveBeenCalled()
    button('Remove account').click()
    await flushPromises()
    expect(desk.accounts.remove).toHaveBeenCalledExactlyOnceWith({
      accountId: a.id,
      deleteArchive: false,
    })
    expect(document.querySelector('[data-testid=archive]')).toBeNull()
  })

  describe('that has an archive', () => {
    const archive = {
      path: '/profile/archive/cn-north-4-0123456789abcdef.duckdb',
      bytes: 12_345_678,
      answers: 1,
      killRecords: 1_000_001,
    }

    beforeEach(async () => {
      desk.accounts.previewRemoval.mockResolvedValue(ok({ deletes: ['The profile.'], archive }))
      desk.accounts.remove.mockResolvedValue(ok({ deletes: [], archive }))
      show(RemoveAccountDialog, { props: { account: a } })
      await flushPromises()
    })

    it('says what that holds, where it is, and that it stays', async () => {
      expect(pageText()).toContain('The archive stays')
      expect(pageText()).toContain('1 answer and 1,000,001 kill records in 12.3 MB')
      expect(pageText()).toContain(archive.path)
      button('Remove account').click()
      await flushPromises()
      expect(desk.accounts.remove).toHaveBeenCalledExactlyOnceWith({
        accountId: a.id,
        deleteArchive: false,
      })
    })

    it('deletes it too only when told to, and then says so on the button', async () => {
      document.querySelector<HTMLElement>('[role=checkbox]')!.click()
      await flushPromises()
      button('Remove account and archive').click()
      await flushPromises()
      expect(desk.accounts.remove).toHaveBeenCalledExactlyOnceWith({
        accountId: a.id,
        deleteArchive: true,
      })
    })
  })

  it('deletes nothing when what would be deleted can’t be said', async () => {
    desk.accounts.previewRemoval.mockResolvedValue(failed({ code: 'file', message: 'unreadable' }))
    show(RemoveAccountDialog, { props: { account: a } })
    await flushPromises()
    expect(pageText()).toContain('unreadable')
    expect(button('Remove account').disabled).toBe(true)
  })
})

describe('editing an account', () => {
  it('changes name and colour, and nothing else', async () => {
    desk.accounts.edit.mockResolvedValue(ok({ ...a, name: 'Head office', color: 'red' }))
    const onClose = vi.fn()
    show(EditAccountDialog, { props: { account: a, onClose } })
    await flushPromises()
    type('Name', 'Head office')
    document.querySelector<HTMLInputElement>('input[aria-label=Red]')!.click()
    await flushPromises()
    button('Save').click()
    await flushPromises()
    expect(desk.accounts.edit).toHaveBeenCalledExactlyOnceWith({
      accountId: a.id,
      name: 'Head office',
      color: 'red',
      group: null,
      dbssTimeZone: 'UTC',
      refreshKillLog: false,
    })
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('has the kill log collected in the background only when it is switched on, and says why', async () => {
    desk.accounts.edit.mockResolvedValue(ok(a))
    show(EditAccountDialog, { props: { account: a } })
    await flushPromises()
    const toggle = document.querySelector<HTMLElement>('[role=switch]')!
    expect(toggle.getAttribute('aria-checked')).toBe('false')
    expect(pageText()).toContain('because the service forgets old records')
    toggle.click()
    await flushPromises()
    button('Save').click()
    await flushPromises()
    expect(desk.accounts.edit).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ refreshKillLog: true }),
    )
  })
})

describe('an input error', () => {
  it('is sorted to the fields it names, the first rule of each', () => {
    const error = deskError({
      code: 'input',
      message:
        'name: must not be empty; name: must be short; endpoints.iam: must be a URL; input: odd',
    })
    expect(fieldErrors(error, ['name', 'endpoints.iam'])).toEqual({
      byField: { name: 'must not be empty', 'endpoints.iam': 'must be a URL' },
      rest: ['input: odd'],
    })
  })

  it('is the only one that has fields', () => {
    const error = deskError({ code: 'network', message: 'name: not found' })
    expect(fieldErrors(error, ['name'])).toEqual({ byField: {}, rest: [] })
  })
})
