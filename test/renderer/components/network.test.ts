import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import NetworkSection from '../../../src/renderer/components/network/NetworkSection.vue'
import { defaultNetworkSettings, type NetworkSettings } from '../../../src/shared/model/network.ts'
import { failed, installDesk, ok } from '../support/desk.ts'
import { button, describedBy, field, freshStores, pageText, show, type } from '../support/mount.ts'

const withUser: NetworkSettings = {
  ...defaultNetworkSettings,
  proxy: { kind: 'manual', url: 'http://proxy.example:8080', userName: 'auditor' },
}

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  freshStores()
  desk.settings.setNetwork.mockImplementation(({ network }) => Promise.resolve(ok(network)))
})

async function open(settings = defaultNetworkSettings): Promise<void> {
  desk.settings.network.mockResolvedValue(ok(settings))
  show(NetworkSection)
  await flushPromises()
}

async function choose(kind: NetworkSettings['proxy']['kind']): Promise<void> {
  document.querySelector<HTMLInputElement>(`[data-proxy=${kind}]`)!.click()
  await flushPromises()
}

async function press(name: string): Promise<void> {
  button(name).click()
  await flushPromises()
}

const chosenProxy = () =>
  document.querySelector<HTMLInputElement>('input[type=radio]:checked')?.dataset['proxy']
const passwordFields = () => document.querySelectorAll('input[type=password]')
const sent = () => desk.settings.setNetwork.mock.lastCall?.[0]

describe('the network settings', () => {
  it('show how the cloud is reached, with the limit that is documented', async () => {
    await open()
    expect(chosenProxy()).toBe('system')
    expect(field('DBSS requests per second').value).toBe('2')
    expect(field('DDM requests per minute').value).toBe('60')
    expect(describedBy('DDM requests per minute')).toContain('60 per minute and user')
    expect(pageText()).toContain('None: only what is publicly trusted.')
  })

  it('send a proxy with its user and password, and show the password never again', async () => {
    await open()
    await choose('manual')
    type('Proxy URL', 'http://proxy.example:8080')
    type('User name', 'auditor')
    await flushPromises()
    type('Password', 'secret')
    await flushPromises()
    await press('Save')
    expect(sent()).toEqual({ network: withUser, proxyPassword: 'secret' })
    expect(pageText()).toContain('The password stays as it is.')
    expect(pageText()).toContain('Saved.')
    expect(document.body.innerHTML).not.toContain('secret')
    expect(passwordFields()).toHaveLength(0)
  })

  it('ask for no password where the proxy asks for no user', async () => {
    await open()
    await choose('manual')
    expect(passwordFields()).toHaveLength(0)
    type('Proxy URL', 'http://proxy.example:8080')
    await flushPromises()
    await press('Save')
    expect(sent()).toMatchObject({ network: { proxy: { userName: '' } }, proxyPassword: null })
  })

  it('leave the password that is kept, unless it is replaced', async () => {
    await open(withUser)
    await press('Save')
    expect(sent()?.proxyPassword).toBeNull()
    await press('Replace the proxy’s password')
    type('Password', 'another')
    await flushPromises()
    await press('Save')
    expect(sent()?.proxyPassword).toBe('another')
  })

  it('never hand a password that is kept to another proxy or user', async () => {
    await open(withUser)
    type('Proxy URL', 'http://elsewhere.example:8080')
    await flushPromises()
    expect(pageText()).not.toContain('The password stays as it is.')
    await press('Save')
    expect(sent()?.proxyPassword).toBe('')
  })

  it('delete the password of a proxy that is no longer used', async () => {
    await open(withUser)
    await choose('none')
    await press('Save')
    expect(sent()).toEqual({
      network: { ...withUser, proxy: { kind: 'none' } },
      proxyPassword: '',
    })
  })

  it('take a CA file from the dialog, and let go of it', async () => {
    await open()
    desk.settings.chooseCaFile.mockResolvedValue(ok('/etc/company-ca.pem'))
    await press('Choose file …')
    expect(document.querySelector('[data-testid=ca-file]')?.textContent).toBe('/etc/company-ca.pem')
    desk.settings.chooseCaFile.mockResolvedValue(ok(null))
    await press('Choose file …')
    await press('Save')
    expect(sent()?.network.caFile).toBe('/etc/company-ca.pem')
    await press('Remove')
    await press('Save')
    expect(sent()?.network.caFile).toBe('')
  })

  it('send the pace as numbers, an empty field as none', async () => {
    await open()
    type('DBSS requests per second', '5')
    type('DDM requests per minute', '')
    await flushPromises()
    await press('Save')
    expect(sent()?.network.pace).toEqual({ dbssPerSecond: 5, ddmPerMinute: Number.NaN })
  })

  it('say each broken rule beside its field', async () => {
    await open(withUser)
    desk.settings.setNetwork.mockResolvedValue(
      failed({
        code: 'input',
        message:
          'network.proxy.url: must be a URL; network.pace.dbssPerSecond: must be a whole number',
      }),
    )
    await press('Save')
    expect(describedBy('Proxy URL')).toContain('must be a URL')
    expect(describedBy('DBSS requests per second')).toContain('must be a whole number')
    expect(pageText()).not.toContain('Saved.')
  })

  it('say beside the file that it holds no certificate', async () => {
    await open({ ...defaultNetworkSettings, caFile: '/etc/notes.txt' })
    desk.settings.setNetwork.mockResolvedValue(
      failed({ code: 'input', message: 'caFile: /etc/notes.txt holds no certificate' }),
    )
    await press('Save')
    const group = document.querySelector('[role=group]')
    expect(group?.textContent).toContain('/etc/notes.txt holds no certificate')
    expect(document.querySelector('[data-code]')).toBeNull()
  })

  it('say what else went wrong, and keep what was typed', async () => {
    await open(withUser)
    await press('Replace the proxy’s password')
    type('Password', 'secret')
    await flushPromises()
    desk.settings.setNetwork.mockResolvedValue(failed({ code: 'keychain', message: 'locked' }))
    await press('Save')
    expect(pageText()).toContain('locked')
    expect(field('Password').value).toBe('secret')
  })

  it('say when they can’t be read, and try again', async () => {
    desk.settings.network.mockResolvedValueOnce(failed({ code: 'file', message: 'unreadable' }))
    show(NetworkSection)
    await flushPromises()
    expect(pageText()).toContain('unreadable')
    desk.settings.network.mockResolvedValue(ok(defaultNetworkSettings))
    await press('Try again')
    expect(chosenProxy()).toBe('system')
  })

  it('offer no way to switch the check of certificates off', async () => {
    await open()
    expect(document.querySelectorAll('input[type=checkbox], [role=switch]')).toHaveLength(0)
  })
})
