import fc from 'fast-check'
import { HuaweiClient, type ClientOptions } from '../../../src/main/huawei/client.ts'
import { Paces } from '../../../src/main/huawei/pace.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import { AuditInstanceId, DdmInstanceId, ProjectId } from '../../../src/shared/model/ids.ts'
import { questions, type Asked, type Subjects } from '../faults/questions.ts'
import { answerJson, answerToken, serveHttp } from '../http-server.ts'
import { validAnswers } from './answers.ts'
import { checkModel, checkReport } from './model.ts'
import { mutated, type Sent } from './mutation.ts'

/** The longest a single question may take, in milliseconds. */
const limit = 10_000
/** How many answers are tried at the same time: most of each is waiting for a server or a database. */
const lanes = 4

const subjects: Subjects = {
  auditInstance: AuditInstanceId.parse('a1'),
  ddmInstance: DdmInstanceId.parse('i1'),
  month: { from: '2026-05-01T00:00:00.000Z', to: '2026-05-02T00:00:00.000Z' },
  day: { from: '2026-05-01T00:00:00.000Z', to: '2026-05-02T00:00:00.000Z' },
}

export interface Fuzzed {
  answers: number
  errors: number
}

/**
 * Asks one question again and again of real servers whose answers were mutated.
 * @throws Error, with the smallest such answer, when one leads to anything but an answer of the
 *   model's types or a clear error
 */
export async function fuzz(asked: Asked, runs: number): Promise<Fuzzed> {
  const parts = Array.from({ length: lanes }, (_, lane) => Math.floor((runs + lane) / lanes))
  const ended = await Promise.all(parts.map((part) => fuzzAlone(asked, part)))
  return {
    answers: ended.reduce((sum, { answers }) => sum + answers, 0),
    errors: ended.reduce((sum, { errors }) => sum + errors, 0),
  }
}

async function fuzzAlone(asked: Asked, runs: number): Promise<Fuzzed> {
  let sent: Sent = { status: 200, headers: {}, body: Buffer.alloc(0) }
  const server = await serveHttp((request, response) => {
    const isSignIn = request.url === '/v3/auth/tokens'
    if (isSignIn && asked !== 'tokens') answerToken(response)
    else if (!isSignIn && asked === 'tokens') answerJson(response, [])
    else {
      const token = isSignIn ? { 'x-subject-token': 'a-token' } : {}
      response.writeHead(sent.status, { ...token, ...sent.headers }).end(sent.body)
    }
  })
  const options: ClientOptions = {
    region: 'cn-north-4',
    endpoints: { iam: server.url, dbss: server.url, ddm: server.url },
    projectId: ProjectId.parse('b9351f98c724428794ba7d105fa3558d'),
    credentials: {
      method: 'password',
      domainName: 'audited',
      userName: 'auditor',
      password: 'correct horse',
    },
    paces: new Paces({}),
    // Nothing is asked again: whatever came, came.
    patience: { budget: -1, firstDelay: 1, longestDelay: 1, throttledDelay: 1 },
  }
  let client = new HuaweiClient(options)
  const ended: Fuzzed = { answers: 0, errors: 0 }
  try {
    let asks = 0
    const property = fc.asyncProperty(mutated(validAnswers[asked]), async (answer) => {
      sent = answer
      // Nobody has asked about this one before.
      const anew = { ...subjects, ddmInstance: DdmInstanceId.parse(`i${++asks}`) }
      if (asked === 'tokens') {
        await client.close()
        client = new HuaweiClient(options)
      }
      try {
        const told = await within(limit, questions[asked](client, anew, options))
        checkModel(asked, told)
        ended.answers++
      } catch (error) {
        if (!(error instanceof AuditDeskError) || error.code === 'internal') throw error
        checkReport(error.toReport())
        ended.errors++
      }
    })
    await fc.assert(property, { numRuns: runs, endOnFailure: false })
  } finally {
    await client.close()
    await server.close()
  }
  return ended
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`still not over after ${milliseconds} ms`))
    }, milliseconds)
  })
  try {
    return await Promise.race([promise, overdue])
  } finally {
    clearTimeout(timer)
  }
}
