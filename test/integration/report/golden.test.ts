/**
 * What a report of the demo tenant is, byte by byte, at a fixed clock: `test/fixtures/report`. What
 * differs from run to run (ports, request ids, keys) stands there as a word in angle brackets. After a change
 * that is meant, `npx vitest run --project integration test/integration/report/golden.test.ts -u`
 * writes the files anew; read the difference before it is committed.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ReportSource } from '../../../src/main/report/build/source.ts'
import { collectedTenants, filesOf, moment, openOffice, planFor } from './office.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/report')

let tenant: ReportSource
const ends: (() => Promise<void>)[] = []
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: moment })
  const [first] = await collectedTenants({ killRecords: 200, count: 1 }, (end) => ends.push(end))
  tenant = first!
})
afterAll(async () => {
  vi.useRealTimers()
  await Promise.all(ends.map((end) => end()))
})

function withoutChance(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, '<host>')
    .replaceAll(/("request_id": )"[0-9a-f]{32}"/g, '$1"<request id>"')
    .replaceAll(/(UTC · )[0-9a-f]{32}/g, '$1<request id>')
    .replaceAll(/("(?:fingerprint|sha256)": )"[0-9a-f]{64}"/g, '$1"<sha256>"')
    .replaceAll(/("public_key": )"[^"]+"/g, '$1"<key>"')
    .replaceAll(/("size": )\d+/g, '$1"<bytes>"')
}

describe('A report of the demo tenant at a fixed clock', () => {
  it.each(['en', 'zh-CN'] as const)('is what it was, in %s', async (language) => {
    const office = await openOffice()
    const plan = planFor([tenant], { language, formats: ['csv', 'jsonl', 'html'], csvBom: true })
    const { folder } = await office.make([tenant], { plan })
    const wanted = /^(?:report\.html|manifest\.json|csv\/.*|jsonl\/.*)$/
    for (const path of (await filesOf(folder)).filter((one) => wanted.test(one))) {
      // Data files have keys, no words: they are the same in every language.
      const isOfLanguage = path === 'report.html' || path === 'manifest.json'
      const golden = join(fixtures, isOfLanguage ? language : 'data', path)
      const text = withoutChance(await readFile(join(folder, path), 'utf8'))
      await expect(text).toMatchFileSnapshot(golden)
    }
  })
})
