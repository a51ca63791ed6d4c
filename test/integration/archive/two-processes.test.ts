import { readdir, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  archivesIn,
  countKills,
  kill,
  otherProcess,
  projectNamed,
  storeKills,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')

describe('The second process that wants an archive', () => {
  it.each([{ readOnly: false }, { readOnly: true }])(
    'is told who holds it, since when, and what to do (to read only: $readOnly)',
    async ({ readOnly }) => {
      const folder = await temporaryFolder()
      const holder = await otherProcess(folder, subject)
      const { archives, told } = archivesIn(folder)
      await expect(archives.openExisting(subject, { readOnly })).rejects.toMatchObject({
        code: 'file',
        retryable: true,
        message: expect.stringMatching(
          new RegExp(
            `^The archive ${archives.pathOf(subject)} is held by the command line ` +
              `\\(process ${String(holder.pid)}, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\); only one program at a time can use it\\.$`,
          ),
        ) as string,
        hint: 'Close that program, then try again; or have the command line use another folder by --archive DIR.',
      })
      expect(told).toEqual([])
    },
  )

  it('doesn’t set it aside, whatever its .wal looks like while it is written', async () => {
    const folder = await temporaryFolder()
    await otherProcess(folder, subject)
    const { archives, told } = archivesIn(folder)
    await writeFile(`${archives.pathOf(subject)}.wal`, 'not yet what it will be')
    await expect(archives.open(subject)).rejects.toMatchObject({
      message: expect.stringMatching(/is held by the command line/) as string,
    })
    expect(told).toEqual([])
    expect(await readdir(folder)).toContain(basename(archives.pathOf(subject)))
  })

  it('has it as soon as the first is gone, even killed, and tidies up after it', async () => {
    const folder = await temporaryFolder()
    const holder = await otherProcess(folder, subject)
    await kill(holder)
    expect((await readdir(folder)).join()).toContain('held-by')
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await storeKills(archive.database, { records: 1 })
    await archives.closeAll()
    expect(await readdir(folder)).toEqual([basename(archive.path)])
  })

  it('is not misled by a note that nobody stands behind', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    await writeFile(`${archives.pathOf(subject)}.held-by-1.json`, '{"program":"ghost"}')
    await expect(archives.open(subject)).resolves.toBeDefined()
  })

  it('reads beside another that only reads', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    await storeKills((await archives.open(subject)).database, { records: 7 })
    await archives.closeAll()
    await otherProcess(folder, subject, { readOnly: true })
    const archive = await archives.openExisting(subject, { readOnly: true })
    expect(await countKills(archive!.database)).toBe(7)
    await archives.closeAll()
    await expect(archives.open(subject)).rejects.toMatchObject({
      message: expect.stringMatching(/is held by the command line/) as string,
    })
  })

  it('may be faster while the first has closed it for a moment, which tries again later', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const { database } = await archives.open(subject)
    let holder: Awaited<ReturnType<typeof otherProcess>>
    await expect(
      database.whileClosed(async () => {
        holder = await otherProcess(folder, subject)
      }),
    ).rejects.toMatchObject({ code: 'file', retryable: true })
    await expect(countKills(database)).rejects.toMatchObject({ code: 'file' })
    await kill(holder!)
    await storeKills(database, { records: 3 })
    expect(await countKills(database)).toBe(3)
  })

  it('may not delete it', async () => {
    const folder = await temporaryFolder()
    await otherProcess(folder, subject)
    const { archives } = archivesIn(folder)
    await expect(archives.delete(subject)).rejects.toMatchObject({
      message: expect.stringMatching(/is held by the command line/) as string,
    })
    expect(await readdir(folder)).toContain(basename(archives.pathOf(subject)))
  })

  it('sees that it is there, and why it can’t say more', async () => {
    const folder = await temporaryFolder()
    await otherProcess(folder, subject)
    const { archives } = archivesIn(folder)
    expect(await archives.list()).toEqual([
      {
        path: archives.pathOf(subject),
        bytes: expect.any(Number) as number,
        subject: null,
        problem: expect.stringMatching(/is held by the command line/) as string,
      },
    ])
  })
})
