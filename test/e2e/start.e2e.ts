import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chromium } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { deleteProfile, newProfile } from './support/app.ts'

let profileFolder: string
let start: ChildProcess

beforeEach(async () => {
  profileFolder = await newProfile()
})

afterEach(async () => {
  start.kill('SIGTERM')
  await deleteProfile(profileFolder)
})

it('npm start opens a demo tenant, passes arguments on and ends with the app', async () => {
  start = spawn(
    process.execPath,
    ['scripts/start.mjs', `--user-data-dir=${profileFolder}`, '--remote-debugging-port=0'],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  )
  const browser = await chromium.connectOverCDP(await debuggingUrl(start))
  const page = browser.contexts()[0]?.pages()[0]
  await page?.getByText('lanhai-logistics').first().waitFor()

  const ended = once(start, 'exit')
  start.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

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
