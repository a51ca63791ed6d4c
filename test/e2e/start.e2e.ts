import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { deleteProfile, newProfile } from './support/app.ts'

let profileFolder: string
let start: ChildProcess
let ended: Promise<unknown[]>

beforeEach(async () => {
  profileFolder = await newProfile()
})

afterEach(async () => {
  start.kill('SIGTERM')
  // The app writes to its profile until it has ended.
  await ended
  await deleteProfile(profileFolder)
})

it('npm start opens a demo tenant, passes arguments on and ends with the app', async () => {
  start = spawn(
    process.execPath,
    ['scripts/start.mjs', `--user-data-dir=${profileFolder}`, '--remote-debugging-port=0'],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  )
  ended = once(start, 'exit')
  const debugging = await debuggingUrl(start)
  await expect
    .poll(() => titleOfPage(debugging), { timeout: 60_000, interval: 250 })
    .toContain('lanhai-logistics')

  start.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

/**
 * What stands in the window's title. Asked by HTTP: a driver that attaches while the page is being
 * made may wait for it for ever.
 */
async function titleOfPage(debugging: string): Promise<string | undefined> {
  const answer = await fetch(`http://${new URL(debugging).host}/json/list`)
  const targets = (await answer.json()) as { type: string; title: string }[]
  return targets.find(({ type }) => type === 'page')?.title
}

/** Where Chromium says that it can be debugged, on its stderr, which is read to its end. */
function debuggingUrl(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    process.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /^DevTools listening on (ws:\S+)$/m.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
    process.on('exit', () => {
      reject(new Error(`The app ended without a window. It said: ${said}`))
    })
  })
}
