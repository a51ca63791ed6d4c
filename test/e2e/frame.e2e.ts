import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  deleteProfile,
  launch,
  newProfile,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'

const demo = { args: ['--demo'] }

async function ready({ page }: RunningApp): Promise<void> {
  await page.getByTestId('account-name').waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

/** The address within the window, without what tells one run of the demo from another. */
async function address({ page }: RunningApp): Promise<URLSearchParams & { path: string }> {
  const [path, query] = (await page.evaluate(() => location.hash.slice(1))).split('?')
  return Object.assign(new URLSearchParams(query), { path: path ?? '' })
}

describe('the frame', () => {
  let desk: RunningApp
  beforeAll(async () => {
    desk = await launch(demo)
    await ready(desk)
  })
  afterAll(async () => {
    expect(desk.complaints).toEqual([])
    await desk.close()
    await deleteProfile(desk.profileFolder)
  })
  const heading = (name: string) => desk.page.getByRole('heading', { level: 1, name })

  it('lets the keyboard pass the rail, and shows where it is', async () => {
    const { page } = desk
    await page.keyboard.press('Tab')
    const skip = page.getByRole('button', { name: 'Skip to content' })
    expect(await skip.evaluate((button) => button === document.activeElement)).toBe(true)
    expect((await skip.boundingBox())?.width).toBeGreaterThan(50)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    await page.keyboard.press('Tab')
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    )
    expect(outline).not.toBe('none')
  })

  it('leads by palette and keys alone from screen to screen, and back again', async () => {
    const { page } = desk
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette').waitFor()
    await screenshot(desk, 'palette')
    await page.keyboard.type('risk')
    await page.keyboard.press('Enter')
    await heading('Risk').waitFor()
    await ready(desk)
    const first = await address(desk)
    expect(first.get('range')).toBe('DAY')
    expect(first.get('audit')).toBeTruthy()

    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByRole('button', { name: 'Last 7 days' }).click()
    await expect.poll(async () => (await address(desk)).get('range')).toBe('WEEK')
    await page.keyboard.press('Alt+6')
    await heading('Kill log').waitFor()
    await page.keyboard.press('Alt+ArrowLeft')
    await heading('Risk').waitFor()
    await expect.poll(async () => (await address(desk)).get('range')).toBe('WEEK')
    await page.keyboard.press('Alt+ArrowLeft')
    await page.getByRole('button', { name: 'Time range: Last 24 hours' }).waitFor()
    await page.keyboard.press('Alt+ArrowRight')
    await page.getByRole('button', { name: 'Time range: Last 7 days' }).waitFor()
  })

  it('stands still for those who asked their system for it', async () => {
    const { page } = desk
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const durations = await page.evaluate(() =>
      [...document.querySelectorAll('*')].map((element) => {
        const { animationDuration, transitionDuration } = getComputedStyle(element)
        return Math.max(parseFloat(animationDuration), parseFloat(transitionDuration))
      }),
    )
    expect(Math.max(...durations)).toBeLessThan(0.001)
    await page.emulateMedia({ reducedMotion: null })
  })

  it('opens a copied link from the palette, under the account it is about', async () => {
    const { page, app } = desk
    await page.keyboard.press('Control+1')
    const name = await page.getByTestId('account-name').textContent()
    await page.keyboard.press('Alt+4')
    await heading('Risk').waitFor()
    await expect.poll(async () => (await address(desk)).get('audit')).toBeTruthy()
    await page.keyboard.press('Control+Shift+L')
    const link = await app.evaluate(({ clipboard }) => clipboard.readText())
    expect(link).toMatch(/^\/risk\?account=/)
    await page.keyboard.press('Control+2')
    await expect.poll(() => page.getByTestId('account-name').textContent()).not.toBe(name)
    await page.keyboard.press('Alt+1')
    await heading('Overview').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette').waitFor()
    await page.keyboard.insertText(link)
    await page.getByText('Open Risk as the link says').waitFor()
    await page.keyboard.press('Enter')
    await heading('Risk').waitFor()
    await expect.poll(() => page.getByTestId('account-name').textContent()).toBe(name)
  })

  it('goes back and forth by the side buttons of the mouse', async () => {
    const { page } = desk
    await page.keyboard.press('Alt+1')
    await heading('Overview').waitFor()
    await page.keyboard.press('Alt+6')
    await heading('Kill log').waitFor()
    const side = (button: 3 | 4) =>
      page.evaluate((which) => {
        window.dispatchEvent(new MouseEvent('mouseup', { button: which, cancelable: true }))
      }, button)
    await side(3)
    await heading('Overview').waitFor()
    await side(4)
    await heading('Kill log').waitFor()
  })

  it('has every action in the application’s menu, which does it', async () => {
    const { app } = desk
    const labels = () =>
      app.evaluate(({ Menu }) =>
        (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => [
          label,
          ...(submenu?.items ?? []).map((item) => item.label),
        ]),
      )
    const menu = (await labels()).flat()
    for (const label of ['File', 'Add account', 'Copy link to this view', 'Kill log', 'Zoom in']) {
      expect(menu).toContain(label)
    }
    const click = (id: string) =>
      app.evaluate(({ Menu }, wanted) => {
        Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click()
      }, id)
    await click('go.settings')
    await heading('Settings').waitFor()
    await click('language.zh-CN')
    await heading('设置').waitFor()
    await expect.poll(async () => (await labels()).flat()).toContain('终止日志')
    await click('language.en')
    await heading('Settings').waitFor()
  })

  it.each([
    { theme: 'light', width: 1440, height: 900 },
    { theme: 'dark', width: 1024, height: 700 },
  ] as const)('shows the settings whole, $theme at $width', async ({ theme, width, height }) => {
    await setTheme(desk, theme)
    await resize(desk, width, height)
    await desk.page.keyboard.press('Control+,')
    await heading('Settings').waitFor()
    await desk.page.locator('[data-folder=archive]').waitFor()
    await screenshot(desk, `settings-${theme}-${String(width)}`)
    const main = desk.page.getByRole('main')
    await main.getByRole('button', { name: 'Reset …' }).scrollIntoViewIfNeeded()
    await screenshot(desk, `settings-end-${theme}-${String(width)}`)
    await desk.page.keyboard.press('Control+k')
    await desk.page.getByTestId('palette').waitFor()
    await screenshot(desk, `palette-${theme}-${String(width)}`)
    await desk.page.keyboard.press('Escape')
    await desk.page.getByTestId('palette').waitFor({ state: 'detached' })
  })
})

describe('the next start', () => {
  let profileFolder: string
  let desk: RunningApp | null = null
  beforeAll(async () => {
    profileFolder = await newProfile()
  })
  afterEach(async () => {
    await desk?.close()
    desk = null
  })
  afterAll(() => deleteProfile(profileFolder))

  async function start(): Promise<RunningApp> {
    desk = await launch({ ...demo, profileFolder })
    await ready(desk)
    return desk
  }

  const state = ({ app }: RunningApp) =>
    app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]!
      return { ...window.getBounds(), zoom: window.webContents.getZoomLevel() }
    })

  it('opens the window where it was, as large and as enlarged as it was', async () => {
    const before = await start()
    await before.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]!
      window.setBounds({ x: 60, y: 40, width: 1200, height: 760 })
      window.webContents.setZoomLevel(1)
    })
    await before.page.waitForTimeout(700)
    const was = await state(before)
    await before.close()
    const after = await start()
    await expect.poll(() => state(after)).toEqual(was)
    expect(was.zoom).toBe(1)
  })

  it('brings a window back that was on a display that is gone', async () => {
    const lost = { x: 9000, y: 9000, width: 1200, height: 760 }
    await writeFile(
      join(profileFolder, 'window.json'),
      JSON.stringify({ bounds: lost, maximized: false, zoom: 0 }),
    )
    const { x, y } = await state(await start())
    expect(x).toBeLessThan(1440)
    expect(y).toBeLessThan(900)
  })

  it('speaks the chosen language and wears the chosen theme from the first paint', async () => {
    await writeFile(
      join(profileFolder, 'preferences.json'),
      JSON.stringify({ language: 'zh-CN', theme: 'dark' }),
    )
    const { page, complaints } = await start()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
    expect(await page.evaluate(() => document.documentElement.className)).toContain('dark')
    expect(await page.getByRole('navigation').textContent()).toContain('终止日志')
    expect(await page.title()).toContain('概览')
    expect(complaints).toEqual([])
  })

  it('says that damaged preferences were set aside', async () => {
    await writeFile(join(profileFolder, 'preferences.json'), '{"language":')
    const { page } = await start()
    await page.getByText('The file of preferences could not be read.').waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
  })
})

describe('the first run', () => {
  it('offers two buttons, in either language, and the demo is there within a minute', async () => {
    const desk = await launch()
    const { page } = desk
    await page.getByRole('button', { name: 'Explore the demo tenant' }).waitFor()
    await screenshot(desk, 'first-run-en')
    await page.getByRole('button', { name: '简体中文' }).click()
    await page.getByText('仅读取').waitFor()
    await setTheme(desk, 'dark')
    await resize(desk, 1024, 700)
    await screenshot(desk, 'first-run-zh-CN')
    const began = Date.now()
    await page.getByRole('main').getByRole('button').nth(1).click()
    await ready(desk)
    await page.getByRole('heading', { level: 1, name: '概览' }).waitFor()
    expect(Date.now() - began).toBeLessThan(60_000)
    await expect(page.getByTestId('account-name').textContent()).resolves.not.toBe('')
    await screenshot(desk, 'first-demo-zh-CN')
    await desk.close()
    await deleteProfile(desk.profileFolder)
  })
})
