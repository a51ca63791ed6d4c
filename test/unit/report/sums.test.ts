import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readSums, sumsText } from '../../../src/main/report/bundle/sums.ts'
import { sha256 } from '../../support/bundles.ts'

const names = [
  'plain.csv',
  'two  spaces',
  '名称 1’s.json',
  'a\\b',
  'a\nb',
  'a\rb',
  '*star',
  '-dash',
]

it.skipIf(process.platform !== 'linux')(
  'Sums are written as sha256sum writes them, odd names too',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'sums-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    for (const name of names) writeFileSync(join(folder, name), name)
    const text = execFileSync('sha256sum', ['--', ...names], { cwd: folder, encoding: 'utf8' })
    expect(sumsText(names.map((path) => ({ path, sha256: sha256(path) })))).toBe(text)
  },
)

it('Sums are read back, and a line that is none stands under its own text', () => {
  const sums = names.map((path) => ({ path, sha256: sha256(path) }))
  const read = readSums(`${sumsText(sums)}not a sum\n`)
  expect([...read]).toEqual([
    ...sums.map(({ path, sha256 }) => [path, sha256]),
    ['not a sum', null],
  ])
})
