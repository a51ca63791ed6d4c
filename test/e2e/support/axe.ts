import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What stands in the way of a screen reader, of low vision or of the keyboard on the page as it is
 * shown now: one line for each rule that is broken, with the elements that break it.
 * @param within a CSS selector of the part to look at
 */
export async function barriers(page: Page, within = 'html'): Promise<string[]> {
  const isLoaded = await page.evaluate(() => 'axe' in window)
  if (!isLoaded) await page.evaluate(source)
  const { violations } = await page.evaluate(
    (part) =>
      (window as unknown as { axe: { run(part: string): Promise<AxeResults> } }).axe.run(part),
    within,
  )
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} (${(failureSummary ?? '').replaceAll(/\s+/g, ' ')})`).join(' · ')}`,
  )
}
