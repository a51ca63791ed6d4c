import { Socket } from 'node:net'
import { expect, onTestFinished, vi } from 'vitest'
import { Archive } from '../../src/main/archive/archive.ts'
import type { ArchiveSubject } from '../../src/main/archive/archives.ts'
import type { Answers } from '../../src/main/archive/answers.ts'
import { askAndKeep, askArchive, type AskedAnswer } from '../../src/main/collect/answers.ts'
import type { Asker } from '../../src/main/huawei/client.ts'
import type { ProjectId } from '../../src/shared/model/ids.ts'
import type { Question, QuestionKind } from '../../src/shared/model/question.ts'
import { anySignal } from './client.ts'

/** An archive in a file, or in memory; closed when the test is over. */
export async function openArchive(subject: ArchiveSubject, path: string | null): Promise<Archive> {
  const options = { program: 'a test', tell: () => undefined }
  const archive =
    path === null ? await Archive.inMemory(subject) : await Archive.open(path, subject, options)
  if (archive === null) throw new RangeError('no archive')
  onTestFinished(() => archive.close())
  return archive
}

/** A question, and what the service answered. */
export interface Told {
  question: Question
  timeZone: string | null
  asked: AskedAnswer<QuestionKind>
}

/** Asks the service, and has the answer kept. */
export async function tell(
  client: Asker,
  answers: Answers,
  question: Question,
  timeZone: string | null = null,
): Promise<Told> {
  const open = () => Promise.resolve(answers)
  const asked = await askAndKeep(client, open, question, timeZone, anySignal)
  expect(asked.unkept).toBeNull()
  return { question, timeZone, asked }
}

/** The archive has to tell exactly the same: as received, in the app's terms, and from where. */
export async function expectSame(
  answers: Answers,
  projectId: ProjectId,
  { question, timeZone, asked }: Told,
): Promise<void> {
  expect(await askArchive(answers, projectId, question, asked.answerId)).toEqual({
    collected: asked.collected,
    answerId: asked.answerId,
    timeZone,
  })
}

/** From now on until the test is over every connection fails; @returns how many were tried */
export function forbidNetwork(): () => number {
  const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('the network is forbidden')
  })
  onTestFinished(() => {
    connect.mockRestore()
  })
  return () => connect.mock.calls.length
}
