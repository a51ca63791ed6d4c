import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifyInThread } from '../../../src/main/report/bundle/verify-in-thread.ts'
import { timed } from '../../bench/support/measure.ts'
import { anySignal } from '../../support/client.ts'
import {
  facts,
  forge,
  knownFor,
  makeBundle,
  readManifestOf,
  temporaryFolder,
  verifyKnown,
} from '../../support/bundles.ts'
import { runHere } from '../cli/run.ts'

/** A bundle whose manifest has many megabytes. */
function withLongManifest() {
  const note = { file: null, text: 'Something that has to be said of one of the cells. '.repeat(4) }
  return makeBundle({ facts: { ...facts, notes: Array.from({ length: 40_000 }, () => note) } })
}

describe('A bundle verified in a thread of its own', () => {
  it('gets the same verdict, while the thread that asked goes on', async () => {
    const bundle = await withLongManifest()
    const knownKeys = knownFor(bundle.key.fingerprint)
    const quiet = { knownKeys, signal: anySignal, onProgress: () => undefined }
    const verdicts: unknown[] = []
    const beside = await timed(async () => {
      verdicts.push(await verifyInThread(bundle.folder, quiet))
    })
    const here = await timed(async () => {
      verdicts.push(await verifyKnown(bundle))
    })
    expect(verdicts[0]).toMatchObject({ ok: true })
    expect(verdicts[0]).toEqual(verdicts[1])
    // Processor time between two turns of the loop: what else the machine does is not in it.
    expect(here.busy).toBeGreaterThan(50)
    expect(beside.busy).toBeLessThan(50)
  })

  it('stops soon wherever it is, also while it does nothing but parse', async () => {
    const { folder } = await withLongManifest()
    for (const after of [0, 50, 150, 250, 350]) {
      const stop = new AbortController()
      const options = { knownKeys: [], signal: stop.signal, onProgress: () => undefined }
      const verifying = expect(verifyInThread(folder, options)).rejects.toMatchObject({
        code: 'cancelled',
      })
      await new Promise((resolve) => setTimeout(resolve, after))
      const stopped = performance.now()
      stop.abort()
      await verifying
      expect(performance.now() - stopped, String(after)).toBeLessThan(1_000)
    }
  })

  it('says that there is nothing at a path, as without one', async () => {
    const options = { knownKeys: [], signal: anySignal, onProgress: () => undefined }
    await expect(verifyInThread('/nothing/here', options)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('/nothing/here') as string,
    })
  })
})

describe('cli verify', () => {
  it('is stopped by Ctrl+C, in the middle of a file', async () => {
    const home = await temporaryFolder()
    const { folder, key } = await makeBundle()
    // So large that nobody reads it to its end here; on the disk it is nothing.
    const manifest = await readManifestOf(folder)
    const file = manifest.files[0]!
    file.size = 2 ** 37
    const hole = await open(join(folder, file.path), 'r+')
    await hole.truncate(file.size)
    await hole.close()
    await forge(folder, manifest, key)

    const environment = { XDG_CONFIG_HOME: home, HOME: home }
    const interrupted = new AbortController()
    setTimeout(() => interrupted.abort(), 1_000)
    const ended = await runHere(['verify', folder], { environment, signal: interrupted.signal })
    expect(ended).toEqual({ code: 130, stdout: '', stderr: 'Stopped.\n' })
  })
})
