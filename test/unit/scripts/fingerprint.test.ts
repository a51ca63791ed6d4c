import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint } from '../../../scripts/lib/fingerprint.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-desk-'))
  mkdirSync(join(folder, 'src/deep'), { recursive: true })
  writeFileSync(join(folder, 'src/deep/a.ts'), 'one')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('The fingerprint of the sources', () => {
  const taken = () => fingerprint(['src', 'missing.json'], folder)

  it('changes with the content of a file', () => {
    const before = taken()
    writeFileSync(join(folder, 'src/deep/a.ts'), 'two')
    expect(taken()).not.toBe(before)
  })

  it('changes when a file is renamed, added or removed', () => {
    const before = taken()
    renameSync(join(folder, 'src/deep/a.ts'), join(folder, 'src/deep/b.ts'))
    const renamed = taken()
    writeFileSync(join(folder, 'src/c.ts'), '')
    const added = taken()
    rmSync(join(folder, 'src/deep'), { recursive: true })
    expect(new Set([before, renamed, added, taken()])).toHaveLength(4)
  })

  it('changes when a file that was missing appears', () => {
    const before = taken()
    writeFileSync(join(folder, 'missing.json'), '{}')
    expect(taken()).not.toBe(before)
  })

  it('stays when only the time of a file changes, as in a fresh checkout', () => {
    const before = taken()
    utimesSync(join(folder, 'src/deep/a.ts'), 0, 0)
    expect(taken()).toBe(before)
  })
})
