import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Archive } from '../../src/main/archive/archive.ts'
import { Archives, type ArchiveSubject } from '../../src/main/archive/archives.ts'
import { Database } from '../../src/main/archive/database.ts'
import { migrations, type Migration } from '../../src/main/archive/schema.ts'
import { collectKillLog } from '../../src/main/collect/kill-log.ts'
import { CollectionId } from '../../src/shared/contract/kill-log.ts'
import type { Bounds } from '../../src/shared/model/time-range.ts'
import { clientOf, startCloud, type Cloud } from '../bench/support/cloud.ts'
import { randomOf } from '../bench/support/measure.ts'
import type { Order, Word } from '../support/crash/child.ts'
import { migrationsToCome } from '../support/crash/migrations.ts'
import { expectTruth, truthOf, type Stored } from '../support/crash/truth.ts'
import { Victim } from '../support/crash/victim.ts'

const kills = { collecting: 140, migrating: 60 }
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
process.stdout.write(`crash test: CRASH_SEED=${seed} repeats it\n`)
const random = randomOf(seed)

let folder: string
let cloud: Cloud
let truth: Awaited<ReturnType<typeof truthOf>>
let subject: ArchiveSubject
let nextFolder = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-desk-crash-'))
  cloud = await startCloud(20_000)
  truth = await truthOf(cloud)
  const { dbss, ddm } = cloud.simulator
  const { region, projectId } = cloud.tenant
  subject = { region, projectId, endpoints: { dbss, ddm }, accountName: 'crash test' }
})
afterAll(async () => {
  await cloud.close()
  await rm(folder, { recursive: true })
})

function freshFolder(): string {
  return join(folder, String(nextFolder++))
}

function orderIn(archiveFolder: string): Order {
  const { simulator, tenant, instanceId, range } = cloud
  return {
    folder: archiveFolder,
    subject,
    cloud: { simulator, tenant, instanceId, range },
    seed: Math.floor(random() * 2 ** 32),
  }
}

/** Opens what a killed process left. Nothing may be the matter with it. */
async function reopen(archiveFolder: string, steps: readonly Migration[] = migrations) {
  const notices: string[] = []
  const archives = new Archives({
    folder: archiveFolder,
    program: 'the crash test',
    tell: ({ text }) => notices.push(text),
    migrations: steps,
  })
  const archive = await archives.open(subject)
  expect(notices).toEqual([])
  return { archive, close: () => archives.closeAll() }
}

function notices(words: readonly Word[]): Word[] {
  return words.filter(({ kind }) => kind === 'notice')
}

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Kills it while it opens the archive, or while it reads or stores one of its next windows. */
async function killSomewhere(victim: Victim): Promise<void> {
  const said = (kind: Word['kind']) => victim.words.filter((word) => word.kind === kind).length
  const windows = 1 + Math.floor(random() * 5)
  const moment = random()
  await victim.go()
  if (moment < 0.2) {
    await sleep(random() * 80)
  } else if (moment < 0.5) {
    await victim.until(() => said('stored') >= windows)
    await sleep(random() * 60)
  } else {
    await victim.until(() => said('storing') >= windows)
    const start = performance.now()
    await Promise.race([
      victim.until(() => said('stored') >= windows),
      sleep(random() * storingTime),
    ])
    const took = performance.now() - start
    if (said('stored') >= windows) storingTime = (storingTime + took) / 2
    else storingTime *= 1.05
  }
  await victim.kill()
}
/** How long storing a window may take, in milliseconds, as far as was seen. */
let storingTime = 50

/** The collection that was under way when the process was killed, if it is certain that one was. */
function cutOff(words: readonly Word[]): Extract<Word, { kind: 'begun' }> | null {
  const last = words.findLast(({ kind }) => kind === 'begun' || kind === 'ending')
  return last?.kind === 'begun' ? last : null
}

async function collect(archive: Archive, range: Bounds) {
  const client = clientOf(cloud.simulator, cloud.tenant)
  try {
    return await collectKillLog({
      client,
      store: archive.killLog,
      instanceId: cloud.instanceId,
      range,
      what: 'missing',
      collectionId: CollectionId.parse(randomUUID()),
      inBackground: false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
  } finally {
    await client.close()
  }
}

/** Resumes what is offered first, as the user would. */
async function resume(archive: Archive): Promise<void> {
  const [offered] = await archive.killLog.unfinished()
  if (offered === undefined) return
  const { outcome } = await collect(archive, offered.range)
  expect(outcome).toEqual({ kind: 'complete' })
  const left = await archive.killLog.unfinished()
  expect(left.map(({ id }) => id)).not.toContain(offered.id)
}

describe(`kill -9 at ${kills.collecting} moments of collecting`, () => {
  it('loses no window that was said to be stored, doubles none, and lets the rest be resumed', async () => {
    const seen = { windows: 0, offered: 0, opening: 0 }
    let archiveFolder = freshFolder()
    let stored: Stored[] = []
    let next = new Victim('collector', orderIn(archiveFolder))
    for (let kill = 1; kill <= kills.collecting; kill++) {
      const victim = next
      await killSomewhere(victim)
      expect(notices(victim.words)).toEqual([])
      if (!victim.words.some(({ kind }) => kind === 'opened')) seen.opening++
      const told = victim.words.filter((word) => word.kind === 'stored')
      seen.windows += told.length
      stored.push(...told)
      const isLast = kill % 20 === 0
      if (isLast) {
        await check(archiveFolder, victim, 'finish')
        stored = []
        archiveFolder = freshFolder()
      }
      next = new Victim('collector', orderIn(archiveFolder))
      // Now and then it is killed again before anybody has looked.
      if (!isLast && random() < 0.8)
        await check(archiveFolder, victim, random() < 0.3 ? 'resume' : 'look')
    }
    await next.kill()
    process.stdout.write(
      `crash test: ${seen.windows} windows said to be stored, ${seen.offered} cut off collections offered, ${seen.opening} killed while opening\n`,
    )
    expect(seen.windows).toBeGreaterThan(kills.collecting)
    expect(seen.offered).toBeGreaterThan(kills.collecting / 10)

    async function check(
      where: string,
      victim: Victim,
      then: 'look' | 'resume' | 'finish',
    ): Promise<void> {
      const { archive, close } = await reopen(where)
      try {
        await expectTruth(archive, cloud, truth, stored)
        const begun = cutOff(victim.words)
        if (begun !== null) {
          const offered = await archive.killLog.unfinished()
          expect(offered).toContainEqual(
            expect.objectContaining({
              id: begun.collectionId,
              instanceId: begun.instanceId,
              range: begun.range,
              state: 'interrupted',
            }),
          )
          seen.offered++
        }
        if (then === 'resume') await resume(archive)
        if (then === 'finish') {
          const { outcome, rows } = await collect(archive, cloud.range)
          expect(outcome).toEqual({ kind: 'complete' })
          expect(rows).toBe(truth.length)
          expect(await archive.killLog.unfinished()).toEqual([])
        }
        if (then !== 'look') await expectTruth(archive, cloud, truth, stored)
      } finally {
        await close()
      }
      const strange = (await readdir(where)).filter((name) => !/\.duckdb$/.test(name))
      expect(strange).toEqual([])
    }
  })
})

describe(`kill -9 at ${kills.migrating} moments of migrating`, () => {
  const target = migrationsToCome.length

  async function versionIn(archive: { database: Database }): Promise<unknown> {
    const [row] = await archive.database.rows(
      'SELECT max(version)::INTEGER AS version FROM schema_version',
    )
    return row?.['version']
  }

  it('leaves an archive that the next opening brings to the latest version, whole', async () => {
    const original = freshFolder()
    const { archive, close } = await reopen(original)
    await collect(archive, cloud.range)
    const name = basename(archive.path)
    await close()

    const begin = async (): Promise<{ where: string; victim: Victim }> => {
      const where = freshFolder()
      await mkdir(where)
      await copyFile(join(original, name), join(where, name))
      return { where, victim: new Victim('migrator', orderIn(where)) }
    }
    const isDone = (victim: Victim) => victim.words.some(({ kind }) => kind === 'opened')
    const unhurt = await begin()
    await unhurt.victim.go()
    await unhurt.victim.until(() => isDone(unhurt.victim))
    // How long it takes, in milliseconds, which depends on what else the machine does.
    let whole = performance.now() - unhurt.victim.wentAt
    await unhurt.victim.kill()

    const versions = new Map<unknown, number>()
    let { where, victim } = await begin()
    // How far it gets by when is the machine's affair: it goes on until each version was met.
    const isEnough = (kill: number): boolean =>
      kill > kills.migrating && (versions.size === 3 || kill > 4 * kills.migrating)
    for (let kill = 1; !isEnough(kill); kill++) {
      await victim.go()
      const patience = random() * whole
      const doomed = victim
      await Promise.race([sleep(patience), doomed.until(() => isDone(doomed))])
      const took = performance.now() - doomed.wentAt
      whole = isDone(doomed) ? took : whole * 1.05
      await doomed.kill()
      expect(notices(victim.words)).toEqual([])
      if (random() < 0.3) {
        // Killed again, on what the first kill left.
        victim = new Victim('migrator', orderIn(where))
        continue
      }
      const done = { where }
      ;({ where, victim } = await begin())
      await check(join(done.where, name))
      await rm(done.where, { recursive: true })
    }
    await victim.kill()
    process.stdout.write(
      `crash test: found at version ${[...versions].map(([version, times]) => `${String(version)} ${times} times`).join(', ')}; ${Math.round(whole)} ms unhurt\n`,
    )
    expect(versions.size).toBe(3)

    async function check(path: string): Promise<void> {
      const left = await Database.open(path)
      const found = await versionIn({ database: left })
      versions.set(found, (versions.get(found) ?? 0) + 1)
      await left.close()
      const { archive: opened, close: closeIt } = await reopen(join(path, '..'), migrationsToCome)
      try {
        expect(await versionIn(opened)).toBe(target)
        await expectTruth(opened, cloud, truth, [])
        const [wrong] = await opened.database.rows(`SELECT
          (SELECT count(*) FROM kill_record WHERE weekday <> isodow(killed_at) + 10 OR weekday IS NULL)::INTEGER AS unmarked,
          (SELECT sum(kills) FROM kill_day)::INTEGER AS kills`)
        expect(wrong).toEqual({ unmarked: 0, kills: truth.length })
      } finally {
        await closeIt()
      }
      const beside = (await readdir(join(path, '..'))).filter((each) => each !== name)
      expect(beside.sort()).toEqual(
        [target - 1, target].map((version) => `${name}.before-version-${version}`),
      )
      for (const backup of beside) {
        const database = await Database.open(join(path, '..', backup), { readOnly: true })
        const [counted] = await database.rows(
          'SELECT count(*)::INTEGER AS records, (SELECT max(version) FROM schema_version)::INTEGER AS version FROM kill_record',
        )
        await database.close()
        const before = Number(backup.slice(-1)) - 1
        expect(counted).toEqual({ records: truth.length, version: before })
      }
    }
  })
})
