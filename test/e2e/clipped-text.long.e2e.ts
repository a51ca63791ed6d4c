import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deleteProfile,
  launch,
  newProfile,
  resize,
  screenshot,
  type RunningApp,
} from './support/app.ts'

// The pseudo-language brackets every text of ours and makes it a third longer. What has no room for
// it at the smallest window has none for another language either.

let desk: RunningApp
beforeAll(async () => {
  const profileFolder = await newProfile()
  await writeFile(
    join(profileFolder, 'preferences.json'),
    JSON.stringify({ language: 'en-XA', theme: 'light' }),
  )
  desk = await launch({ args: ['--demo'], profileFolder })
  await desk.page.getByTestId('account-name').waitFor()
  await resize(desk, 1024, 700)
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
})

const screens = [
  'overview',
  'all-accounts',
  'sessions',
  'risk',
  'analyses',
  'kill-log',
  'reports',
  'accounts',
  'settings',
] as const

async function open(screen: (typeof screens)[number]): Promise<void> {
  const { page } = desk
  const path = screen === 'overview' ? '/' : `/${screen}`
  await page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)
  await page.waitForFunction((to) => location.hash.slice(1).split('?')[0] === to, path)
  await page.waitForFunction(() => document.querySelector('h1')?.textContent.includes('['))
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  await page.waitForTimeout(400)
}

/** Texts that can't be read whole, each with the element they are cut off by. */
function clippedTexts(): Promise<string[]> {
  return desk.page.evaluate(() => {
    const slack = 2
    const found = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)

    /** Whether the rest of a text that ends in an ellipsis can be had by pointing at it. */
    function tells(element: Element, text: string): boolean {
      const titled = element.closest('[title], [aria-label]')
      const said = `${titled?.getAttribute('title') ?? ''} ${titled?.getAttribute('aria-label') ?? ''}`
      return said.includes(text)
    }

    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim()
      const element = node.parentElement
      if (text === '' || element === null || !element.checkVisibility({ opacityProperty: true })) {
        continue
      }
      if (element.closest('.sr-only, [aria-hidden=true], script, style, canvas, svg')) continue
      // Said to a screen reader only.
      if ([element, element.parentElement].some((one) => (one?.clientWidth ?? 9) === 1)) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (box.width === 0) continue
      for (let outer: Element | null = element; outer !== null; outer = outer.parentElement) {
        const style = getComputedStyle(outer)
        const edge = outer.getBoundingClientRect()
        // Whatever scrolls can be read; what lies outside of it has been scrolled away.
        if (/auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY)) break
        const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible'
        const isControl = outer.matches('button, a, [role=tab], label, th, td, input')
        if (!hides && !isControl) continue
        const cut =
          box.right > edge.right + slack ||
          box.left < edge.left - slack ||
          (hides && (box.bottom > edge.bottom + 4 || box.top < edge.top - 4))
        if (!cut) continue
        if (style.textOverflow === 'ellipsis' && tells(element, text)) break
        found.add(`${text} — in <${outer.localName} class="${outer.className}">`)
        break
      }
    }
    return [...found]
  })
}

/** Headings and labels that don't come from the files of texts. */
function foreignTexts(): Promise<string[]> {
  return desk.page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, legend, th, [role=tab]')]
      .map((element) => element.textContent.trim())
      .filter((text) => /[a-z]{3,} [a-z]{3,}/.test(text) && !text.includes('[')),
  )
}

async function expectWhole(name: string): Promise<void> {
  await screenshot(desk, `pseudo-${name}`)
  expect(await clippedTexts()).toEqual([])
  expect(await foreignTexts()).toEqual([])
  const overflow = await desk.page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}

describe('longer texts, in the smallest window', () => {
  it.each(screens)('are whole on the screen %s', async (screen) => {
    await open(screen)
    await expectWhole(screen)
  })

  it('are whole in the palette', async () => {
    await desk.page.keyboard.press('Control+k')
    await desk.page.getByTestId('palette').waitFor()
    await desk.page.waitForTimeout(300)
    await expectWhole('palette')
    await desk.page.keyboard.press('Escape')
    await desk.page.getByTestId('palette').waitFor({ state: 'detached' })
  })

  it('are whole where an account is added', async () => {
    await desk.page.keyboard.press('Control+n')
    await desk.page.getByRole('dialog').waitFor()
    await desk.page.waitForTimeout(300)
    await expectWhole('add-account')
    await desk.page.keyboard.press('Escape')
  })

  it('brought no complaint from the page', () => {
    expect(desk.complaints).toEqual([])
  })
})
