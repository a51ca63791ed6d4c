import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { appArchiveFolder } from '../../../src/cli/archive-folder.ts'

describe('the folder of the window’s archives', () => {
  it.each([
    ['linux', {}, '/home/li/.config/Audit Desk/archive'],
    ['linux', { XDG_CONFIG_HOME: '/data/conf' }, '/data/conf/Audit Desk/archive'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/li/.config/Audit Desk/archive'],
    ['darwin', {}, '/home/li/Library/Application Support/Audit Desk/archive'],
  ] as const)('on %s with %j is %s', (platform, environment, folder) => {
    expect(appArchiveFolder(environment, platform, '/home/li')).toBe(folder)
  })

  it('on Windows is that of roaming data', () => {
    const home = 'C:\\Users\\li'
    const folder = 'C:\\Users\\li\\AppData\\Roaming\\Audit Desk\\archive'
    expect(appArchiveFolder({}, 'win32', home)).toBe(folder)
    expect(appArchiveFolder({ APPDATA: 'D:\\roaming' }, 'win32', home)).toBe(
      'D:\\roaming\\Audit Desk\\archive',
    )
  })

  it('is called as package.json calls the app', async () => {
    const { productName } = JSON.parse(await readFile('package.json', 'utf8')) as {
      productName: string
    }
    expect(appArchiveFolder({}, 'linux', '/')).toBe(`/.config/${productName}/archive`)
  })
})
