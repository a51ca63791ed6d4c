import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteProfile, launch, type RunningApp } from './support/app.ts'

let desk: RunningApp
beforeAll(async () => {
  desk = await launch({ args: ['--demo'], mayComplain: true })
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
})

describe('the window', () => {
  it('is sandboxed, isolated and without Node', async () => {
    const preferences = await desk.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as Electron.WebContents & {
        getLastWebPreferences: () => Electron.WebPreferences
      }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } =
        contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity }
    })
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    })
    const reachable = await desk.page.evaluate(() =>
      ['require', 'process', 'module', 'ipcRenderer', 'electron'].filter((name) => name in window),
    )
    expect(reachable).toEqual([])
  })

  it('gives the page the contract and nothing else', async () => {
    const exposed = await desk.page.evaluate(() =>
      Object.fromEntries(
        Object.entries(window.auditDesk as unknown as Record<string, object>).map(
          ([domain, procedures]) => [domain, Object.keys(procedures).sort()],
        ),
      ),
    )
    expect(Object.keys(exposed).sort()).toEqual([
      'accounts',
      'allAccounts',
      'app',
      'audit',
      'export',
      'killLog',
      'on',
      'pathOf',
      'reports',
      'settings',
    ])
    expect(exposed['app']).toEqual(['folders', 'info', 'setMenu', 'showFolder'])
  })

  it('runs no script but the app’s own, and evaluates no text', async () => {
    const outcome = await desk.page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = true'
      document.head.append(script)
      const fetched = await fetch('https://example.com').then(
        () => 'fetched',
        () => 'refused',
      )
      // The debugger lets what it runs itself evaluate text; a later turn is the page's own.
      await new Promise((resolve) => setTimeout(resolve))
      const evaluated = (() => {
        try {
          // The point is to see it refused.
          return window.eval('"evaluated"') as string
        } catch (error) {
          return (error as Error).name
        }
      })()
      return { injected: 'injected' in window, evaluated, fetched }
    })
    expect(outcome).toEqual({ injected: false, evaluated: 'EvalError', fetched: 'refused' })
    const policy = await desk.page.evaluate(async () =>
      (await fetch(location.href)).headers.get('content-security-policy'),
    )
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
  })

  it('can’t be led away, and opens no other', async () => {
    const { page, app } = desk
    // The address names the account as soon as that is known.
    await page.waitForURL(/account=/)
    const before = page.url()
    await page.evaluate(() => {
      window.open('https://example.com')
      const link = document.createElement('a')
      link.href = 'https://example.com'
      document.body.append(link)
      link.click()
      link.remove()
    })
    await page.waitForTimeout(300)
    expect(page.url()).toBe(before)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('gets no permission of the operating system', async () => {
    const states = await desk.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]
      const queried = await Promise.all(names.map((name) => navigator.permissions.query({ name })))
      return queried.map(({ state }) => state)
    })
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
  })

  it('serves nothing from outside the app', async () => {
    const statuses = await desk.page.evaluate(async () =>
      Promise.all(
        [
          'app://desk/../../package.json',
          'app://desk/..%2f..%2fpackage.json',
          'app://desk/%2e%2e/main/index.js',
        ].map(async (url) => (await fetch(url)).status),
      ),
    )
    expect(statuses).toEqual([404, 404, 404])
  })

  it('answers only its own top frame, and checks what it is asked', async () => {
    const answers = await desk.page.evaluate(async () => {
      const bad = await window.auditDesk.accounts.select({ accountId: 'nobody' })
      return bad
    })
    expect(answers).toMatchObject({ ok: false, error: { code: 'input' } })
    expect(JSON.stringify(answers)).toContain('accountId')
  })

  it('is the only one of its profile', async () => {
    const second = await launch({ args: ['--demo'], profileFolder: desk.profileFolder }).catch(
      () => null,
    )
    expect(second).toBeNull()
  })
})
