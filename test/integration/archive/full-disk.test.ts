import process from 'node:process'
import { describe, expect, it } from 'vitest'
import {
  archivesIn,
  countKills,
  projectNamed,
  temporaryFolder,
} from '../../support/archive-files.ts'
import { fill } from '../../support/filled-archive.ts'

const subject = projectNamed('Head office')

// Windows has no such limit.
describe.skipIf(process.platform === 'win32')('Where files can grow no further', () => {
  it('what was reported as stored is there, once, and the error says what to do', async () => {
    const folder = await temporaryFolder()
    const { stored, records, error } = await fill(subject, folder, { fileLimit: 3000 })
    expect(stored).toBeGreaterThan(3)
    expect(records).toBe(stored * 2000)
    expect(error).toMatchObject({
      code: 'file',
      message: expect.stringContaining(folder) as string,
      hint: expect.stringMatching(
        /^The file has reached the size that files may have there\./,
      ) as string,
    })
    // The next program finds it whole, and goes on.
    const again = await fill(subject, folder, { fileLimit: 6000 })
    expect(again.stored).toBeGreaterThan(0)
    const { archives, told } = archivesIn(folder)
    const { database } = await archives.open(subject)
    expect(await countKills(database)).toBe((stored + again.stored) * 2000)
    const [ids] = await database.rows('SELECT count(DISTINCT id) AS ids FROM kill_record')
    expect(Number(ids?.['ids'])).toBe((stored + again.stored) * 2000)
    expect(told).toEqual([])
  })
})
