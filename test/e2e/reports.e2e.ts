import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deleteProfile,
  launch,
  resize,
  screenshot,
  setTheme,
  type RunningApp,
} from './support/app.ts'
import { barriers } from './support/axe.ts'
import { whyWithout } from '../support/programs.ts'

const run = promisify(execFile)

let desk: RunningApp
let out: string

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'audit-desk-reports-'))
  desk = await launch({ args: ['--demo'] })
  await desk.page.getByRole('navigation').getByRole('link', { name: 'Reports' }).click()
  await desk.page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor()
})
afterAll(async () => {
  await desk.close()
  await deleteProfile(desk.profileFolder)
  await rm(out, { recursive: true, force: true })
})

/** Makes the native dialogs for a folder or a file answer with this path; counts how often. */
async function answerDialogs(path: string | null): Promise<() => Promise<number>> {
  await desk.app.evaluate(({ dialog }, chosen) => {
    const canceled = chosen === null
    const count = { asked: 0 }
    Object.assign(globalThis, { count })
    dialog.showOpenDialog = () => {
      count.asked += 1
      return Promise.resolve({ canceled, filePaths: canceled ? [] : [chosen] })
    }
    dialog.showSaveDialog = () => {
      count.asked += 1
      return Promise.resolve({ canceled, filePath: chosen ?? '' })
    }
  }, path)
  return () =>
    desk.app.evaluate(() => (globalThis as unknown as { count: { asked: number } }).count.asked)
}

async function openTab(name: string): Promise<void> {
  await desk.page.getByRole('tab', { name }).click()
}

/** What is shown now shuts nobody out, in either theme. */
async function isOpenToAll(): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(desk, theme)
    await desk.page.waitForTimeout(300)
    expect(await barriers(desk.page), theme).toEqual([])
  }
}

async function preview(): Promise<string> {
  const { page } = desk
  await page.getByTestId('would-be').waitFor()
  return (await page.getByTestId('would-be').textContent()) ?? ''
}

/** The folder of the report that was made last, as the screen says it. */
async function madeFolder(): Promise<string> {
  const text = await desk.page.getByTestId('created').locator('dd').first().textContent()
  return text?.trim() ?? ''
}

/** White space is the reader's, who breaks lines where they were broken on paper. */
const packed = (text: string) => text.replaceAll(/\s+/g, '')

/** Reads a report's PDF back with Poppler, and keeps pictures of its first pages to be looked at. */
async function proveThePdf(folder: string, language: string, mark: string): Promise<void> {
  const pdf = join(folder, 'report.pdf')
  const { stdout } = await run('pdftotext', ['-layout', pdf, '-'], { maxBuffer: 2 ** 26 })
  const pages = stdout.split('\f').slice(0, -1).map(packed)
  const text = pages.join('')
  const html = await readFile(join(folder, 'report.html'), 'utf8')
  const headings = Array.from(
    html.matchAll(/<h[123]>([^<]+)<\/h[123]>/g),
    ([, heading]) => heading!,
  )
  expect(headings.length).toBeGreaterThan(12)
  expect(headings.filter((heading) => !text.includes(packed(heading)))).toEqual([])

  const csv = await readFile(join(folder, 'csv', 'summary_project.csv'), 'utf8')
  const [keys = [], ...rows] = csv
    .trim()
    .split('\r\n')
    .map((line) => line.split(','))
  expect(rows).not.toEqual([])
  const numbers = new Intl.NumberFormat(language)
  for (const total of ['total_sql', 'total_risk', 'today_sql', 'today_risk', 'today_session']) {
    for (const row of rows) {
      const value = numbers.format(BigInt(row[keys.indexOf(total)] ?? ''))
      expect(text, total).toContain(value)
    }
  }
  for (const [index, page] of pages.entries()) {
    expect(page, `page ${index + 1}`).toContain(packed(mark))
    expect(page).toContain(`${index + 1}/${pages.length}`)
  }
  const pictures = join('test-results', 'screens', `report-${language}`)
  await mkdir(join('test-results', 'screens'), { recursive: true })
  await run('pdftoppm', ['-r', '60', '-png', '-l', '12', pdf, pictures])
}

const verdict = () => desk.page.getByTestId('verdict').getAttribute('data-verdict')

describe('an auditor who makes a report of the demo tenant', () => {
  it('is told that it is a demo, and what the archive lacks', async () => {
    const { page } = desk
    expect(await page.getByText('Demo data is invented.').isVisible()).toBe(true)
    expect(await preview()).toContain('This report would be incomplete because:')
    for (const [width, height] of [
      [1440, 900],
      [1024, 700],
    ] as const) {
      await resize(desk, width, height)
      for (const theme of ['light', 'dark'] as const) {
        await setTheme(desk, theme)
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        )
        expect(overflow).toBeLessThanOrEqual(0)
        await screenshot(desk, `reports-${theme}-${width}`)
      }
    }
    await resize(desk, 1440, 900)
    await setTheme(desk, 'light')
  })

  it('closes the dialog, and nothing is made', async () => {
    const asked = await answerDialogs(null)
    const create = desk.page.getByRole('button', { name: 'Create report' })
    await create.click()
    await expect.poll(asked).toBe(1)
    await expect.poll(() => create.isEnabled()).toBe(true)
    expect(await desk.page.getByTestId('created').count()).toBe(0)
    expect(await readdir(out)).toEqual([])
  })

  it('collects what is missing, and gets a folder that ordinary programs can check', async () => {
    const { page } = desk
    await answerDialogs(out)
    await page.getByLabel('Author').fill('李审计')
    await page.getByRole('checkbox', { name: 'Also pack as zip' }).check()
    await page.getByRole('checkbox', { name: 'Collect what is missing first' }).check()
    await page.getByRole('button', { name: 'Create report' }).click()
    await page.getByTestId('making').waitFor()
    await screenshot(desk, 'reports-making')
    await page.getByTestId('created').waitFor({ timeout: 80_000 })
    await screenshot(desk, 'reports-created')

    const folder = await madeFolder()
    expect(folder.startsWith(out)).toBe(true)
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining([
        'SHA256SUMS',
        'VERIFY.txt',
        'manifest.json',
        'report.html',
        'report.pdf',
        'report.xlsx',
      ]),
    )
    const { stdout } = await run('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: folder })
    expect(stdout).toBe('')
    const digest = await page.getByTestId('created').getByTestId('hex').textContent()
    const sum = await run('sha256sum', ['manifest.json'], { cwd: folder })
    expect(sum.stdout.split(' ')[0]).toBe(digest?.trim())
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8')
    expect(manifest).toContain('李审计')
    expect((await readdir(out)).filter((name) => name.endsWith('.zip'))).toHaveLength(1)
  })

  it('gets a PDF in which another program finds every heading and the totals', async ({ skip }) => {
    const obstacle = whyWithout('pdftotext')
    skip(obstacle !== null, obstacle ?? '')
    await proveThePdf(await madeFolder(), 'en', 'DEMO DATA')
  })

  it('gets it in Chinese as well', async ({ skip }) => {
    const obstacle = whyWithout('pdftotext')
    skip(obstacle !== null, obstacle ?? '')
    const { page } = desk
    await page.getByRole('checkbox', { name: 'Also pack as zip' }).uncheck()
    await page.getByRole('checkbox', { name: 'Collect what is missing first' }).uncheck()
    await page.getByRole('radio', { name: '简体中文' }).check({ force: true })
    const before = await madeFolder()
    await page.getByRole('button', { name: 'Create report' }).click()
    await expect.poll(madeFolder, { timeout: 60_000 }).not.toBe(before)
    await page.getByTestId('created').waitFor({ timeout: 60_000 })
    const folder = await madeFolder()
    await proveThePdf(folder, 'zh-CN', '演示数据')
    await rm(folder, { recursive: true })
  })

  it('finds it among the past reports, and verifies it there', async () => {
    const { page } = desk
    await openTab('Past reports')
    const ledger = page.getByTestId('ledger')
    await ledger.getByRole('table').waitFor()
    expect(await ledger.textContent()).toContain('李审计')
    expect(await ledger.getByRole('alert').count()).toBe(0)
    await screenshot(desk, 'reports-past')
    await isOpenToAll()
    // The first that was made; the list has the newest on top.
    await ledger
      .getByRole('button', { name: /^Verify: / })
      .last()
      .click()
    await page.getByTestId('verdict').waitFor()
    expect(await verdict()).toMatch(/^good/)
    await screenshot(desk, 'reports-verdict-good')
    await isOpenToAll()
  })

  it('verifies the zip as well', async () => {
    const [zip] = (await readdir(out)).filter((name) => name.endsWith('.zip'))
    await answerDialogs(join(out, zip ?? ''))
    await desk.page.getByRole('button', { name: 'Verify zip' }).click()
    await expect
      .poll(async () => desk.page.getByTestId('verdict').allTextContents(), { timeout: 30_000 })
      .toEqual([expect.stringContaining(zip ?? '')])
    expect(await verdict()).toMatch(/^good/)
  })

  it('is warned when one file was changed by a byte', async () => {
    const { page } = desk
    const [name] = (await readdir(out)).filter((entry) => !entry.endsWith('.zip'))
    const folder = join(out, name ?? '')
    await appendFile(join(folder, 'csv', 'kill_log.csv'), ' ')
    await answerDialogs(folder)
    await page.getByRole('button', { name: 'Verify folder' }).click()
    await page.locator('[data-verdict="changed"]').waitFor()
    const text = (await page.getByTestId('verdict').textContent()) ?? ''
    expect(text).toContain('Do not rely on this report')
    expect(text).toContain('csv/kill_log.csv')
    await screenshot(desk, 'reports-verdict-changed')
    await isOpenToAll()
  })

  it('sees the fingerprint of the key that signs, and exports its public half', async () => {
    await openTab('Signing key')
    const panel = desk.page.getByTestId('signing-key')
    expect(await panel.getByTestId('hex').textContent()).toMatch(/^\s*[0-9a-f]{64}\s*$/)
    const path = join(out, 'key.pem')
    await answerDialogs(path)
    await panel.getByRole('button', { name: 'Export public key' }).click()
    await panel.getByText('The public key was saved to').waitFor()
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/)
    await screenshot(desk, 'reports-key')
    await isOpenToAll()
  })

  it('cancels a report, and nothing of it is left', async () => {
    const { page } = desk
    const before = (await readdir(out)).sort()
    await openTab('New report')
    await answerDialogs(out)
    await page.getByRole('button', { name: 'Create report' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('The report was cancelled. Nothing was left behind.').waitFor()
    expect((await readdir(out)).sort()).toEqual(before)
  })

  it('never made the page complain', () => {
    expect(desk.complaints).toEqual([])
  })
})
