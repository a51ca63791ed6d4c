import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'

/**
 * Writes a whole file or nothing: beside it first, flushed to the disk, then renamed. Readable by
 * its owner only.
 * @throws AuditDeskError `file`
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw new AuditDeskError(
      {
        code: 'file',
        message: `${path} could not be saved.`,
        retryable: true,
        hint: 'Check that the folder can be written to and the disk isn’t full.',
      },
      { cause: error },
    )
  }
}

/**
 * Reads a JSON file of ours, if it is there. A damaged one is set aside, never overwritten.
 * @param what names it in the notice, such as "list of accounts"
 * @returns its value, `null` if there is none; and what the user must be told, if anything
 * @throws AuditDeskError `file` when it exists and can't be read
 */
export async function readJsonFile<T>(
  path: string,
  schema: z.ZodType<T>,
  what: string,
): Promise<{ value: T | null; notice: string | null }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = await readIfThere(path)
  if (text === null) return { value: null, notice: null }
  const parsed = schema.safeParse(parseOrNull(text))
  if (parsed.success) return { value: parsed.data, notice: null }
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`
  await rename(path, aside)
  return { value: null, notice: `The ${what} could not be read. It was kept as ${aside}.` }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new AuditDeskError(
      { code: 'file', message: `${path} could not be read.`, retryable: false },
      { cause: error },
    )
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
