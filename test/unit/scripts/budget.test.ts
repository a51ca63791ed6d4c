import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { budgetProblems, initialFiles } from '../../../scripts/lib/budget.mjs'

const manifest = {
  'index.html': { file: 'index.js', isEntry: true, imports: ['_a'], dynamicImports: ['view'] },
  _a: { file: 'a.js', imports: ['_b'] },
  _b: { file: 'b.js', imports: ['_a'] },
  view: { file: 'view.js', imports: ['_a', '_c'] },
  _c: { file: 'c.js' },
  style: { file: 'style.css' },
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-desk-budget-'))
  mkdirSync(join(folder, '.vite'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** @param sizes in KB that gzip can't make less of */
function build(sizes: Record<string, number>): void {
  writeFileSync(join(folder, '.vite', 'manifest.json'), JSON.stringify(manifest))
  for (const [file, kilobytes] of Object.entries(sizes)) {
    writeFileSync(join(folder, file), randomBytes(kilobytes * 1000))
  }
}

describe('what the window loads at first', () => {
  it('is the entry and all it imports, but not what it loads later', () => {
    expect(initialFiles(manifest).sort()).toEqual(['a.js', 'b.js', 'index.js'])
  })

  it('may weigh 350 KB, whatever the views weigh', () => {
    build({ 'index.js': 100, 'a.js': 100, 'b.js': 140, 'view.js': 900, 'c.js': 900 })
    expect(budgetProblems(folder)).toEqual([])
  })

  it('is called out when it weighs more, the largest first', () => {
    build({ 'index.js': 100, 'a.js': 50, 'b.js': 210 })
    const [problem, first] = budgetProblems(folder)
    expect(problem).toMatch(/^The window loads 360 KB of JavaScript \(gzip\)/)
    expect(first).toContain('b.js')
  })

  it('can’t be told of a window that wasn’t built', () => {
    expect(budgetProblems(join(folder, 'nowhere'))[0]).toMatch(/manifest\.json is missing/)
  })
})
