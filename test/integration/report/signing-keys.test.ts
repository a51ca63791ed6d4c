import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSuccessor, SigningKeys } from '../../../src/main/report/bundle/signing-keys.ts'
import { isSignedBy, readPublicKeyPem } from '../../../src/main/report/bundle/signature.ts'
import {
  account,
  knownFor,
  knownKeysIn,
  makeBundle,
  noon,
  signingKeysIn,
  storeInMemory,
  temporaryFolder,
  verify,
} from '../../support/bundles.ts'

const projects = [{ region: account.region, projectId: account.project_id }]

function readHistory(folder: string): Promise<string> {
  return readFile(join(folder, 'signing-keys.json'), 'utf8')
}

describe('The signing key', () => {
  it('is made on first use and is the same from then on', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const one = await signingKeysIn(folder, store).current()
    const two = await signingKeysIn(folder, store, noon + 86_400_000).current()
    expect(two.fingerprint).toBe(one.fingerprint)
    expect(two.history).toEqual(one.history)
    const bytes = Buffer.from('bytes')
    expect(isSignedBy(readPublicKeyPem(one.publicPem)!, bytes, two.sign(bytes))).toBe(true)
  })

  it('fits the smallest keychain there is, and no file holds its private half', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    await signingKeysIn(folder, store).current()
    expect(store.value!.length).toBeLessThanOrEqual(2560 / 2)
    const seed = Buffer.from(store.value!, 'base64').subarray(-32)
    const history = await readHistory(folder)
    expect(history).not.toContain(store.value)
    for (const form of ['base64', 'hex', 'base64url'] as const) {
      expect(history).not.toContain(seed.toString(form).slice(2, 40))
    }
  })

  it('is one key when two ask for the first one at once', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const keys = await Promise.all(
      Array.from({ length: 5 }, () => signingKeysIn(folder, store).current()),
    )
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect(JSON.parse(await readHistory(folder))).toHaveLength(1)
  })

  it('is replaced by one for which it signs, with from and to', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const old = await signingKeysIn(folder, store).current()
    const next = await signingKeysIn(folder, store, noon + 1000).rotate()
    expect(next.fingerprint).not.toBe(old.fingerprint)
    expect(next.history).toMatchObject([
      {
        fingerprint: old.fingerprint,
        from: '2026-11-21T12:00:00.000Z',
        to: '2026-11-21T12:00:01.000Z',
      },
      {
        fingerprint: next.fingerprint,
        from: '2026-11-21T12:00:01.000Z',
        to: null,
        previous: old.fingerprint,
      },
    ])
    expect(JSON.parse(await readHistory(folder))).toEqual(next.history)
    expect((await signingKeysIn(folder, store).current()).fingerprint).toBe(next.fingerprint)
    expect(isSuccessor(next.history, (key) => key === old.fingerprint)).toBe(true)
  })

  it('that was noted but never kept, for a crash came between, is as if it had never been', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const old = await signingKeysIn(folder, store).current()
    const kept = store.value
    await signingKeysIn(folder, store, noon + 1000).rotate()
    store.value = kept
    const again = await signingKeysIn(folder, store, noon + 2000).current()
    expect(again.history).toEqual(old.history)
    expect(JSON.parse(await readHistory(folder))).toEqual(old.history)
  })

  it('that is no key is an error; making a new one is the way out, and nobody signs for it', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const old = await signingKeysIn(folder, store).current()
    store.value = 'not a key'
    const keys = signingKeysIn(folder, store)
    await expect(keys.current()).rejects.toMatchObject({ code: 'keychain' })
    const next = await keys.rotate()
    expect(next.history).toMatchObject([{}, { previous: null, succession: null }])
    expect(isSuccessor(next.history, (key) => key === old.fingerprint)).toBe(false)
  })

  it('lives for one run where there is no keychain, and is not in the file', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory('memory')
    const keys = signingKeysIn(folder, store)
    const key = await keys.current()
    expect(key.kept).toBe('memory')
    expect((await keys.current()).fingerprint).toBe(key.fingerprint)
    expect((await keys.rotate()).history).toHaveLength(2)
    await expect(readHistory(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is still there when its history is damaged, which is said and set aside', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const key = await signingKeysIn(folder, store).current()
    await writeFile(join(folder, 'signing-keys.json'), '[{')
    const notices: string[] = []
    const keys = new SigningKeys({
      store,
      path: join(folder, 'signing-keys.json'),
      now: () => noon,
      tell: (notice) => notices.push(notice),
    })
    expect((await keys.current()).fingerprint).toBe(key.fingerprint)
    expect(notices).toEqual([
      expect.stringContaining('The history of signing keys could not be read.'),
    ])
  })
})

describe('A bundle signed with a new key', () => {
  it('is genuine where the old one is known, and the change is said aloud', async () => {
    const folder = await temporaryFolder()
    const store = storeInMemory()
    const old = await signingKeysIn(folder, store).current()
    const next = await signingKeysIn(folder, store, noon + 1000).rotate()
    const bundle = await makeBundle({ signer: next })
    const verdict = await verify(bundle.folder, knownFor(old.fingerprint))
    expect(verdict).toMatchObject({ ok: true, key: { trust: 'successor' } })
    expect(verdict.findings).toMatchObject([{ kind: 'successor-key', severity: 'note' }])
  })
})

describe('Known keys', () => {
  it('become known by an act, for the projects it is about, once', async () => {
    const folder = await temporaryFolder()
    const keys = await knownKeysIn(folder)
    const bundle = await makeBundle()
    expect(await verify(bundle.folder, await keys.list())).toMatchObject({ ok: false })
    expect(await keys.list()).toEqual([])
    await keys.add(projects, bundle.key.fingerprint, 'trusted', new Date(noon))
    await keys.add(projects, bundle.key.fingerprint, 'made-here', new Date(noon + 1))
    expect(await keys.list()).toEqual([
      {
        region: account.region,
        project_id: account.project_id,
        fingerprint: bundle.key.fingerprint,
        since: '2026-11-21T12:00:00.000Z',
        how: 'trusted',
      },
    ])
    expect(await verify(bundle.folder, await keys.list())).toMatchObject({ ok: true })
  })

  it('are all kept when several become known at once', async () => {
    const keys = await knownKeysIn(await temporaryFolder())
    const fingerprints = Array.from({ length: 8 }, (_, index) => String(index).repeat(64))
    await Promise.all(
      fingerprints.map((fingerprint) => keys.add(projects, fingerprint, 'trusted', new Date(noon))),
    )
    expect((await keys.list()).map(({ fingerprint }) => fingerprint).sort()).toEqual(fingerprints)
  })
})
