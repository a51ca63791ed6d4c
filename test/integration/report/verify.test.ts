import { readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controlFiles } from '../../../src/main/report/bundle/paths.ts'
import { verifyBundle } from '../../../src/main/report/bundle/verify.ts'
import {
  facts,
  knownFor,
  makeBundle,
  newKey,
  temporaryFolder,
  verify,
  verifyKnown,
} from '../../support/bundles.ts'

describe('Verifying', () => {
  it('says which files were changed, added and taken away', async () => {
    const bundle = await makeBundle()
    await writeFile(
      join(bundle.folder, 'csv/sessions.csv'),
      'user,sessions\r\nroot,8\r\n应用,12\r\n',
    )
    await writeFile(join(bundle.folder, 'csv/extra.csv'), '')
    await rm(join(bundle.folder, 'report.html'))
    const verdict = await verifyKnown(bundle)
    expect(verdict).toMatchObject({ ok: false, intact: false, key: { trust: 'known' } })
    expect(verdict.findings.map(({ kind, text }) => [kind, text])).toEqual([
      ['changed', 'csv/sessions.csv was changed: its SHA-256 is another.'],
      ['missing', 'report.html is missing.'],
      ['added', 'csv/extra.csv was added: manifest.json doesn’t list it.'],
    ])
  })

  it.each(controlFiles)('says that %s is missing', async (path) => {
    const bundle = await makeBundle()
    await rm(join(bundle.folder, path))
    const verdict = await verifyKnown(bundle)
    expect(verdict.ok).toBe(false)
    expect(verdict.findings.map(({ file }) => file)).toContain(path)
    expect(verdict.findings.map(({ kind }) => kind)).toContain(
      path === 'manifest.json' ? 'not-a-bundle' : 'missing',
    )
  })

  it('says that a folder or a file isn’t a bundle', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'some.txt'), 'text')
    for (const path of [folder, join(folder, 'some.txt')]) {
      const { ok, findings } = await verify(path, [])
      expect(ok).toBe(false)
      expect(findings[0]?.kind).toBe('not-a-bundle')
    }
  })

  it('says that there is nothing at a path', async () => {
    const path = join(await temporaryFolder(), 'none')
    await expect(verify(path, [])).rejects.toMatchObject({
      code: 'file',
      message: `${path} could not be read (ENOENT).`,
    })
  })

  it('leaves the bundle as it was', async () => {
    const bundle = await makeBundle({ zip: true })
    const before = await Promise.all([stat(bundle.folder), stat(bundle.zip!)])
    await verifyKnown(bundle)
    await verifyKnown(bundle, bundle.zip!)
    const after = await Promise.all([stat(bundle.folder), stat(bundle.zip!)])
    expect(after.map(({ mtimeMs, size }) => [mtimeMs, size])).toEqual(
      before.map(({ mtimeMs, size }) => [mtimeMs, size]),
    )
    expect((await readdir(dirname(bundle.folder))).sort()).toEqual(['report', 'report.zip'])
  })

  it('stops when it is told to, and tells how far it is', async () => {
    const bundle = await makeBundle()
    const stop = new AbortController()
    const options = { knownKeys: [], signal: stop.signal }
    const last = { bytes: 0, bytesTotal: 0 }
    await verifyBundle(bundle.folder, {
      ...options,
      onProgress: (told) => Object.assign(last, told),
    })
    expect(last.bytes).toBeGreaterThan(0)
    expect(last.bytes).toBe(last.bytesTotal)
    const stopped = verifyBundle(bundle.folder, { ...options, onProgress: () => stop.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('follows a link to the bundle itself', async () => {
    const bundle = await makeBundle()
    const link = join(await temporaryFolder(), 'link')
    await symlink(bundle.folder, link)
    expect(await verifyKnown(bundle, link)).toMatchObject({ ok: true })
  })
})

describe('The key of a bundle', () => {
  it('that isn’t known for its account is said, and not relied on', async () => {
    const bundle = await makeBundle()
    const verdict = await verify(bundle.folder, [])
    expect(verdict).toMatchObject({ ok: false, intact: true, key: { trust: 'unknown' } })
    expect(verdict.findings).toMatchObject([
      {
        kind: 'unknown-key',
        severity: 'error',
        text: expect.stringContaining('isn’t known here') as string,
      },
    ])
  })

  it('that is another than the known one is said to be another', async () => {
    const bundle = await makeBundle()
    const other = await newKey()
    const { ok, findings } = await verify(bundle.folder, knownFor(other.fingerprint))
    expect(ok).toBe(false)
    expect(findings[0]?.text).toContain('isn’t the one known for Head office')
  })

  it('has to be known for each of its accounts', async () => {
    const second = { ...facts.accounts[0]!, label: 'Branch', project_id: 'another' }
    const bundle = await makeBundle({ facts: { ...facts, accounts: [facts.accounts[0]!, second] } })
    const [one] = knownFor(bundle.key.fingerprint)
    expect(await verify(bundle.folder, [one!])).toMatchObject({ ok: false })
    const both = [one!, { ...one!, project_id: 'another' }]
    expect(await verify(bundle.folder, both)).toMatchObject({ ok: true })
  })
})
