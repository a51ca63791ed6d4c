import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAccountsStore } from '../../../../src/renderer/stores/accounts.ts'
import AccountsView from '../../../../src/renderer/views/AccountsView.vue'
import type { ImportEntry, ImportPreview } from '../../../../src/shared/contract/accounts.ts'
import type { ImportId } from '../../../../src/shared/model/ids.ts'
import { account, failed, installDesk, ok } from '../../support/desk.ts'
import { button, freshStores, pageText, show } from '../../support/mount.ts'

const a = account(1, { name: 'Head office' })
const b = account(2, { name: 'Branch' })
const demo = account(3, { name: 'Invented', demo: true })
const importId = '00000000-0000-4000-8000-0000000000aa' as ImportId

let desk: ReturnType<typeof installDesk>

beforeEach(async () => {
  desk = installDesk()
  freshStores()
  useAccountsStore().accounts = [a, b, demo]
  useAccountsStore().selectedId = a.id
  show(AccountsView)
  await flushPromises()
})

async function press(name: string): Promise<void> {
  button(name).click()
  await flushPromises()
}
const dialog = () => document.querySelector('[role=dialog]')
const boxes = () => [...document.querySelectorAll<HTMLElement>('[role=dialog] [role=checkbox]')]

describe('the export', () => {
  it('offers all accounts but demo tenants, writes those chosen and says where to', async () => {
    await press('Export …')
    expect(dialog()?.textContent).toContain('It holds no password, key or token.')
    expect(dialog()?.textContent).not.toContain('Invented')
    expect(pageText()).toContain('2 of 2 chosen')
    boxes()[0]!.click()
    await flushPromises()
    expect(pageText()).toContain('1 of 2 chosen')
    desk.accounts.exportTo.mockResolvedValue(ok({ path: '/home/auditor/out.json', accounts: 1 }))
    await press('Save file …')
    expect(desk.accounts.exportTo).toHaveBeenCalledExactlyOnceWith({ accountIds: [b.id] })
    expect(dialog()?.textContent).toContain('1 account was written.')
    expect(dialog()?.textContent).toContain('/home/auditor/out.json')
  })

  it('needs one account at least', async () => {
    await press('Export …')
    await press('None')
    expect(button('Save file …').disabled).toBe(true)
    await press('All')
    expect(button('Save file …').disabled).toBe(false)
  })

  it('stays open when the user leaves the system’s dialog, and says when it fails', async () => {
    await press('Export …')
    desk.accounts.exportTo.mockResolvedValueOnce(ok(null))
    await press('Save file …')
    expect(pageText()).toContain('2 of 2 chosen')
    desk.accounts.exportTo.mockResolvedValueOnce(failed({ code: 'file', message: 'Disk full.' }))
    await press('Save file …')
    expect(pageText()).toContain('Disk full.')
  })
})

describe('the import', () => {
  const shown = {
    color: 'teal',
    group: 'Europe',
    region: 'eu-west-101',
    projectName: 'eu-west-101',
    who: 'company / auditor',
    method: 'password',
    endpoints: [],
  } as const
  const entries: ImportEntry[] = [
    {
      verdict: 'new',
      index: 0,
      name: 'First',
      ...shown,
      endpoints: ['https://iam.private.example'],
    },
    { verdict: 'new', index: 1, name: 'Second', ...shown, endpoints: [] },
    { verdict: 'known', index: 2, name: 'Third', ...shown, endpoints: [], as: 'Head office' },
    { verdict: 'repeated', index: 3, name: 'Fourth', ...shown, endpoints: [], earlier: 0 },
    { verdict: 'refused', index: 4, name: null, rules: ['region: must be a region id'] },
  ]
  const preview: ImportPreview = { importId, fileName: 'accounts.json', entries }

  it('says of each account what becomes of it, and why', async () => {
    desk.accounts.previewImport.mockResolvedValue(ok(preview))
    await press('Import …')
    const text = dialog()!.textContent.replace(/\s+/g, ' ')
    expect(text).toContain('Import from accounts.json')
    expect(text).toContain('2 new')
    expect(text).toContain('2 already here')
    expect(text).toContain('1 refused')
    expect(text).toContain('Already here as Head office.')
    expect(text).toContain('The same as account 1 of the file.')
    expect(text).toContain('Account 5 of the file')
    expect(text).toContain('region: must be a region id')
    expect(text).toContain('Signs in at https://iam.private.example, named by the file.')
    expect(boxes().map((box) => box.hasAttribute('disabled'))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ])
    expect(desk.accounts.importFrom).not.toHaveBeenCalled()
  })

  it('adds those chosen, which then wait for their secrets', async () => {
    desk.accounts.previewImport.mockResolvedValue(ok(preview))
    const added = account(5, { name: 'Second', lock: 'no-secret' })
    desk.accounts.importFrom.mockResolvedValue(ok([added]))
    await press('Import …')
    boxes()[0]!.click()
    await flushPromises()
    await press('Add 1 account')
    expect(desk.accounts.importFrom).toHaveBeenCalledExactlyOnceWith({ importId, indexes: [1] })
    expect(dialog()).toBeNull()
    expect(useAccountsStore().accounts.map(({ name }) => name)).toContain('Second')
    expect(useAccountsStore().selectedId).toBe(a.id)
    expect(button('Enter secret …')).toBeDefined()
  })

  it('says why a file can’t be taken in, and takes another', async () => {
    desk.accounts.previewImport.mockResolvedValueOnce(
      failed({ code: 'input', message: 'file: is larger than 1 MB' }),
    )
    await press('Import …')
    expect(dialog()?.textContent).toContain('file: is larger than 1 MB')
    desk.accounts.previewImport.mockResolvedValueOnce(ok(preview))
    await press('Choose another file …')
    expect(dialog()?.textContent).toContain('Import from accounts.json')
  })

  it('does nothing when the user leaves the system’s dialog', async () => {
    desk.accounts.previewImport.mockResolvedValue(ok(null))
    await press('Import …')
    expect(dialog()).toBeNull()
  })

  it('says when there is nothing to add', async () => {
    desk.accounts.previewImport.mockResolvedValue(ok({ ...preview, entries: [] }))
    await press('Import …')
    expect(dialog()?.textContent).toContain('The file holds no account.')
    expect(button('Choose another file …')).toBeDefined()
  })
})
