import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { finishBundle } from '../../src/main/report/bundle/finish.ts'
import { controlFiles } from '../../src/main/report/bundle/paths.ts'
import type { BundleVerdict } from '../../src/shared/model/evidence.ts'
import {
  described,
  facts,
  finishJob,
  knownFor,
  makeBundle,
  reportFiles,
  temporaryFolder,
  verify,
  verifyKnown,
  type MadeBundle,
} from '../support/bundles.ts'

const run = promisify(execFile)
const plainFacts = { ...facts, questions: [], notes: [] }

/** The bundle as a zip in which every size and place is written in the long form. */
async function packLong({ folder }: MadeBundle, to: string): Promise<void> {
  const zip = new ZipFile()
  for (const name of [...Object.keys(reportFiles), ...controlFiles]) {
    zip.addFile(join(folder, name), name, { forceZip64Format: true })
  }
  zip.end({ forceZip64Format: true, comment: '' })
  await pipeline(zip.outputStream, createWriteStream(to))
}

/** A verdict that never comes is the worst of all. */
function soon(verdict: Promise<BundleVerdict>): Promise<BundleVerdict> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('It waits for ever.')), 20_000).unref()
  })
  return Promise.race([verdict, late])
}

describe('A zip whose directory was changed at random', () => {
  it.each(['as we write it', 'with long places'])(
    '%s is judged, and never wrongly',
    async (form) => {
      const bundle = await makeBundle({ zip: true })
      const folder = await temporaryFolder()
      const honest = form === 'as we write it' ? bundle.zip! : join(folder, 'honest.zip')
      if (honest !== bundle.zip) await packLong(bundle, honest)
      const whole = await readFile(honest)
      expect(await verifyKnown(bundle, honest)).toMatchObject({ ok: true })
      const path = join(folder, 'changed.zip')
      const change = fc.tuple(fc.nat({ max: 2600 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
          const changed = Buffer.from(whole)
          for (const [fromEnd, value] of changes) {
            changed[Math.max(0, whole.length - 1 - fromEnd)] = value
          }
          await writeFile(path, changed)
          const verdict = await soon(verifyKnown(bundle, path))
          if (verdict.ok) expect(verdict.digest).toBe(bundle.digest)
        }),
        { numRuns: 3000 },
      )
    },
  )
})

describe('A bundle that needs a zip of the larger kind', () => {
  it('has more files than the smaller one can count', async () => {
    const files = Array.from({ length: 66_000 }, (_, index) => `raw/${index}.json`)
    const job = await finishJob({ zip: true, files: files.map(described), facts: plainFacts })
    await run('rm', ['-r', job.staging])
    await mkdir(join(job.staging, 'raw'), { recursive: true })
    for (const file of files) await writeFile(join(job.staging, file), '{}')
    const bundle = await finishBundle(job)
    const { stdout } = await run('unzip', ['-Z1', bundle.zip!], { maxBuffer: 2 ** 25 })
    expect(stdout.trim().split('\n')).toHaveLength(66_006)
    const known = knownFor(job.signer.fingerprint)
    expect(await verify(bundle.zip!, known)).toMatchObject({ ok: true, files: 66_000 })
    expect(await verify(bundle.folder, known)).toMatchObject({ ok: true, files: 66_000 })
  })

  it('has a file of more than 4 GiB, in no more memory', async () => {
    const size = 2 ** 32 + 12_345
    // Parquet is stored as it is: what lies behind it has a place beyond 4 GiB too.
    const paths = ['parquet/large.parquet', 'raw/1.json']
    const job = await finishJob({ zip: true, files: paths.map(described), facts: plainFacts })
    await run('rm', ['-r', job.staging])
    for (const path of paths) {
      await mkdir(dirname(join(job.staging, path)), { recursive: true })
      await writeFile(join(job.staging, path), path)
    }
    const large = await open(join(job.staging, paths[0]!), 'r+')
    await large.truncate(size)
    await large.close()
    const before = process.memoryUsage().rss
    const bundle = await finishBundle(job)
    expect(bundle.bytes).toBeGreaterThan(size)
    const verdict = await verify(bundle.zip!, knownFor(job.signer.fingerprint))
    expect(verdict).toMatchObject({ ok: true, files: 2, findings: [] })
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20)
    await run('unzip', ['-tq', bundle.zip!])
  })
})
