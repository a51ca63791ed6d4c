import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { finishBundle } from '../../../src/main/report/bundle/finish.ts'
import {
  facts,
  finishJob,
  makeBundle,
  newKey,
  readManifestOf,
  reportFiles,
  sha256,
  temporaryFolder,
  verifyKnown,
} from '../../support/bundles.ts'

const run = promisify(execFile)
const control = [
  'SHA256SUMS',
  'SHA256SUMS.sig',
  'VERIFY.txt',
  'manifest.json',
  'manifest.json.sig',
  'signing-key.pem',
]

describe('A finished bundle', () => {
  it('holds the report’s files and six that vouch for them, and nothing else is left', async () => {
    const bundle = await makeBundle()
    const entries = await readdir(bundle.folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
    expect(files).toHaveLength(Object.keys(reportFiles).length + control.length)
    expect(await readdir(bundle.folder)).toEqual(expect.arrayContaining(control))
    expect(await readdir(dirname(bundle.folder))).toEqual(['report'])
    expect(bundle).toMatchObject({ complete: true, reasons: [], zip: null, files: files.length })
    expect(bundle.digest).toBe(sha256(await readFile(join(bundle.folder, 'manifest.json'))))
  })

  it('says of each file what it is, how large, and its SHA-256', async () => {
    const { folder, key } = await makeBundle()
    const manifest = await readManifestOf(folder)
    for (const [path, content] of Object.entries(reportFiles)) {
      expect(manifest.files.find((file) => file.path === path)).toMatchObject({
        size: Buffer.byteLength(content),
        sha256: sha256(content),
      })
    }
    expect(manifest.files).toHaveLength(Object.keys(reportFiles).length)
    expect(manifest).toMatchObject({ ...facts, complete: true, reasons: [] })
    expect(manifest.signing_key.fingerprint).toBe(key.fingerprint)
  })

  it('is verified by the very commands of its VERIFY.txt', async () => {
    const { folder } = await makeBundle()
    const guide = await readFile(join(folder, 'VERIFY.txt'), 'utf8')
    const commands = [...guide.matchAll(/^ {3}((?:sha256sum|openssl|find) .*)$/gm)].map(
      ([, command]) => command ?? '',
    )
    // Five in each language.
    expect(commands).toHaveLength(10)
    const outputs = await Promise.all(
      commands.map(async (command) => (await run('bash', ['-c', command], { cwd: folder })).stdout),
    )
    expect(outputs[0]?.trim().split('\n')).toHaveLength(Object.keys(reportFiles).length + 4)
    expect(outputs[0]).not.toMatch(/FAILED/)
    expect(outputs[1]).toContain('Signature Verified Successfully')
    expect(outputs[2]).toContain('Signature Verified Successfully')
    expect(guide).toContain(`It has to say ${outputs[3]?.trim() ?? ''}:`)
    const { signing_key } = await readManifestOf(folder)
    expect(outputs[4]).toContain(signing_key.fingerprint)
    expect(guide).toContain(`Fingerprint of the key that signed: ${signing_key.fingerprint}`)
    expect(outputs.slice(5)).toEqual(outputs.slice(0, 5))
  })

  it('has its VERIFY.txt in the report’s language first', async () => {
    const chinese = { ...facts, created: { ...facts.created, language: 'zh-CN' as const } }
    const { folder } = await makeBundle({ facts: chinese })
    const guide = await readFile(join(folder, 'VERIFY.txt'), 'utf8')
    expect(guide.startsWith('如何验证此证据包')).toBe(true)
    expect(guide).toContain('How to verify this bundle')
  })

  it('is found genuine, as a folder and as a zip', async () => {
    const bundle = await makeBundle({ zip: true })
    for (const path of [bundle.folder, `${bundle.folder}.zip`]) {
      const verdict = await verifyKnown(bundle, path)
      expect(verdict.findings).toEqual([])
      expect(verdict).toMatchObject({
        ok: true,
        intact: true,
        files: Object.keys(reportFiles).length,
        key: { trust: 'known' },
        digest: bundle.digest,
        bundle: { complete: true, author: 'Li Lei' },
      })
    }
  })

  it('is found genuine and incomplete when it says so itself', async () => {
    const [window] = facts.coverage[0]!.windows
    const coverage = [
      {
        ...facts.coverage[0]!,
        complete: false,
        reasons: ['2026-06-01 was not collected.'],
        windows: [{ ...window!, missing: 'The service failed.' }],
      },
    ]
    const bundle = await makeBundle({
      facts: { ...facts, coverage },
      reasons: ['The analyses were never asked for.'],
    })
    const reasons = [
      'The analyses were never asked for.',
      'Head office, kill log of ddm-1: 2026-06-01 was not collected.',
    ]
    expect(bundle).toMatchObject({ complete: false, reasons })
    const verdict = await verifyKnown(bundle)
    expect(verdict).toMatchObject({ ok: true, bundle: { complete: false, reasons } })
    expect(verdict.findings.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['incomplete', 'note'],
      ['incomplete', 'note'],
    ])
  })

  it('is the same, manifest and signature included, from the same files, facts and key', async () => {
    const key = await newKey()
    const one = await finishBundle(await finishJob({ signer: key, zip: true }))
    const two = await finishBundle(await finishJob({ signer: key, zip: true }))
    expect(two.digest).toBe(one.digest)
    expect(sha256(await readFile(two.zip!))).toBe(sha256(await readFile(one.zip!)))
  })

  it('is unpacked by other programs to the same files, in one folder', async () => {
    const bundle = await makeBundle({ zip: true })
    const folder = await temporaryFolder()
    await run('unzip', ['-q', bundle.zip!, '-d', folder])
    expect(await readdir(folder)).toEqual(['report'])
    await run('diff', ['-r', bundle.folder, join(folder, 'report')])
    expect(await verifyKnown(bundle, join(folder, 'report'))).toMatchObject({ ok: true })
  })

  it('is genuine too when somebody packs it anew without its folder', async () => {
    const bundle = await makeBundle()
    const zip = join(dirname(bundle.folder), 'anew.zip')
    const env = { ...process.env, LC_ALL: 'C.UTF-8' }
    await run('zip', ['-q', '-r', zip, '.'], { cwd: bundle.folder, env })
    expect(await verifyKnown(bundle, zip)).toMatchObject({ ok: true, findings: [] })
  })
})

describe('Finishing', () => {
  it('leaves nothing when it is cancelled, at whatever file', async () => {
    for (const at of [1, 3, 5, 7, 9, 12]) {
      const stop = new AbortController()
      let told = 0
      const job = await finishJob({
        zip: true,
        signal: stop.signal,
        onProgress: () => {
          if (++told === at) stop.abort()
        },
      })
      await expect(finishBundle(job)).rejects.toMatchObject({ code: 'cancelled' })
      expect(await readdir(dirname(job.final))).toEqual([])
    }
  })

  it('leaves nothing when the key can’t be used', async () => {
    const key = await newKey()
    const job = await finishJob({
      signer: { ...key, sign: () => Promise.reject(new Error('The keychain is locked.')) },
    })
    await expect(finishBundle(job)).rejects.toThrow('The keychain is locked.')
    expect(await readdir(dirname(job.final))).toEqual([])
  })

  it('names the file that can’t be written, and leaves nothing', async () => {
    const job = await finishJob()
    await mkdir(join(job.staging, 'signing-key.pem'))
    await expect(finishBundle(job)).rejects.toMatchObject({
      code: 'file',
      message: `${join(job.staging, 'signing-key.pem')} could not be written (EEXIST).`,
    })
    expect(await readdir(dirname(job.final))).toEqual([])
  })

  it('replaces nothing', async () => {
    for (const taken of ['report', 'report.zip']) {
      const job = await finishJob({ zip: true })
      const path = join(dirname(job.final), taken)
      await writeFile(path, 'of somebody else')
      await expect(finishBundle(job)).rejects.toMatchObject({
        code: 'file',
        message: `${path} exists already.`,
      })
      expect(await readdir(dirname(job.final))).toEqual([taken])
      expect(await readFile(path, 'utf8')).toBe('of somebody else')
    }
  })

  it('refuses a file that nothing speaks of, and one that isn’t there', async () => {
    const stray = await finishJob()
    await writeFile(join(stray.staging, 'stray.tmp'), '')
    await expect(finishBundle(stray)).rejects.toMatchObject({
      code: 'internal',
      message: 'stray.tmp is in the bundle, and nothing says why.',
    })
    const lost = await finishJob()
    await rm(join(lost.staging, 'report.html'))
    await expect(finishBundle(lost)).rejects.toMatchObject({
      code: 'internal',
      message: 'report.html was to be in the bundle, and isn’t.',
    })
  })

  it('tells how far it is, up to the last byte', async () => {
    const told: { stage: string; bytes: number; bytesTotal: number }[] = []
    const job = await finishJob({ zip: true, onProgress: (progress) => told.push(progress) })
    const { bytes } = await finishBundle(job)
    const hashed = told.filter(({ stage }) => stage === 'hash').at(-1)!
    expect(hashed.bytes).toBe(hashed.bytesTotal)
    expect(told.at(-1)).toMatchObject({ stage: 'zip', bytes, bytesTotal: bytes })
  })

  it('says that a key that could not be kept lived for one run', async () => {
    const key = await newKey()
    const bundle = await makeBundle({ signer: { ...key, kept: 'memory' } })
    expect((await readManifestOf(bundle.folder)).signing_key.kept).toBe('memory')
    const guide = await readFile(join(bundle.folder, 'VERIFY.txt'), 'utf8')
    expect(guide).toContain('It was made for one run of the app')
  })
})

it('The name of the folder in the zip is the bundle’s', async () => {
  const bundle = await makeBundle({ zip: true })
  const { stdout } = await run('unzip', ['-Z1', bundle.zip!])
  const names = stdout.trim().split('\n')
  expect(names.every((name) => name.startsWith(`${basename(bundle.folder)}/`))).toBe(true)
  expect(names).toEqual([...names].sort())
})
