import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { answerOpenDialog, openScreen } from './support/account-screen.ts'
import { deleteProfile, launch, type RunningApp } from './support/app.ts'

let desk: RunningApp
let out: string

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'audit-desk-reports-'))
  desk = await launch({ args: ['--demo'] })
})
afterEach(async () => {
  await deleteProfile(desk.profileFolder)
  await rm(out, { recursive: true, force: true })
})

it('Quitting while a report is made leaves nothing of it behind', async () => {
  const { app, page, profileFolder } = desk
  await openScreen(desk, 'Reports')
  await answerOpenDialog(desk, out)
  await page.getByRole('checkbox', { name: 'Collect what is missing first' }).check()
  await page.getByRole('button', { name: 'Create report' }).click()
  await page.getByTestId('making').waitFor()
  // Something of it is there, and it isn't whole.
  await expect.poll(() => readdir(out), { timeout: 60_000, interval: 5 }).not.toEqual([])
  expect(await page.getByTestId('created').count()).toBe(0)

  const ended = new Promise((resolve) => {
    app.process().once('exit', (code) => {
      resolve(code)
    })
  })
  await desk.close()
  expect(await ended).toBe(0)
  expect(await readdir(out)).toEqual([])
  // The demo's archives went with it, and the folders of temporary files.
  const left = await readdir(profileFolder, { recursive: true })
  expect(left.filter((name) => /demo|\.tmp(\/|$)/i.test(name))).toEqual([])
})
