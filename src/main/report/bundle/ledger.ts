import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { LedgerEntry, LedgerProblem, LedgerReading } from '../../../shared/model/evidence.ts'
import { writeFileAtomically } from '../../accounts/atomic-file.ts'
import { isFileError } from '../../file-error.ts'
import { canonicalLine } from './canonical.ts'
import { ioError } from './io-error.ts'
import { withLock } from './lock.ts'

const start = '0'.repeat(64)
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const Link = z.strictObject({
  at: z.string(),
  author: z.string(),
  what: z.string(),
  where: z.string(),
  digest: Sha256,
  key: Sha256,
  /** Hash of the entry before; zeros for the first. */
  previous: Sha256,
  /** SHA-256 of the line as it would be without this member. */
  hash: Sha256,
})
type Link = z.infer<typeof Link>

/** The end of the chain as it was last written: without it, entries could be cut off unseen. */
const Head = z.strictObject({ entries: z.int().min(1), hash: Sha256 })
type Head = z.infer<typeof Head>

interface Chain {
  links: Link[]
  problems: LedgerProblem[]
  endsWithLineBreak: boolean
}

/**
 * The bundles made in this profile: a file of JSON lines to which is only ever added, each line
 * bound to the one before by its hash. It shows meddling by who doesn't know its making; against who
 * recomputes the chain, compare with the bundles, which are signed.
 */
export class Ledger {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /**
   * Adds an entry and returns when it is on the disk. A chain that is broken is carried on after the
   * break, which stays to be seen.
   * @throws AuditDeskError `file`
   */
  async append(entry: LedgerEntry): Promise<void> {
    await withLock(this.#path, async () => {
      try {
        const { links, endsWithLineBreak } = readChain(await this.#text())
        const written = await this.#head()
        // An entry that follows one that was removed shows ever after that it was.
        const isCut = written !== null && isCutOff(links, written) !== null
        const link = linkOf(entry, (isCut ? written.hash : links.at(-1)?.hash) ?? start)
        // A line cut off by a crash gets its end, so that the new one has a line of its own.
        await this.#write(`${endsWithLineBreak ? '' : '\n'}${canonicalLine(link)}\n`)
        const head: Head = { entries: links.length + 1, hash: link.hash }
        await writeFileAtomically(this.#headPath, `${canonicalLine(head)}\n`)
      } catch (error) {
        throw isFileError(error) ? ioError(this.#path, 'written', error) : error
      }
    })
  }

  /** @throws AuditDeskError `file` */
  async read(): Promise<LedgerReading> {
    try {
      const { links, problems } = readChain(await this.#text())
      const cut = isCutOff(links, await this.#head())
      return {
        entries: links.map(({ previous: _, hash: __, ...entry }) => entry).reverse(),
        problems: cut === null ? problems : [...problems, cut],
      }
    } catch (error) {
      throw isFileError(error) ? ioError(this.#path, 'read', error) : error
    }
  }

  get #headPath(): string {
    return `${this.#path}.head`
  }

  #text(): Promise<string> {
    return readIfThere(this.#path)
  }

  async #head(): Promise<Head | null> {
    return Head.safeParse(parseOrNull(await readIfThere(this.#headPath))).data ?? null
  }

  async #write(text: string): Promise<void> {
    const file = await open(this.#path, 'a', 0o600)
    try {
      await file.appendFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
  }
}

function linkOf({ at, author, what, where, digest, key }: LedgerEntry, previous: string): Link {
  const body = { at, author, what, where, digest, key, previous }
  return { ...body, hash: hashOf(body) }
}

function hashOf(body: Omit<Link, 'hash'>): string {
  return createHash('sha256').update(canonicalLine(body)).digest('hex')
}

function readChain(text: string): Chain {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  const endsWithLineBreak = rest === ''
  if (!endsWithLineBreak) lines.push(rest)

  const read = lines.map((line) => readLine(line))
  const numbers = new Map(read.map((link, index) => [link?.hash, index + 1]))
  const links: Link[] = []
  const problems: LedgerProblem[] = []
  for (const [index, link] of read.entries()) {
    const line = index + 1
    if (link === null) {
      problems.push({ line, text: unreadable(line, line === lines.length && !endsWithLineBreak) })
      continue
    }
    const { hash, ...body } = link
    if (hashOf(body) !== hash) problems.push({ line, text: `Line ${line} was changed.` })
    const before = links.at(-1)?.hash ?? start
    if (link.previous !== before) {
      problems.push({ line, text: broken(line, link.previous, numbers) })
    }
    links.push(link)
  }
  return { links, problems, endsWithLineBreak }
}

/** `null` unless the line is just as it would be written, but for the right hash. */
function readLine(line: string): Link | null {
  const link = Link.safeParse(parseOrNull(line)).data
  return link !== undefined && canonicalLine(link) === line ? link : null
}

function unreadable(line: number, isCut: boolean): string {
  return isCut
    ? `Line ${line} is cut off, as by a crash while it was written, or a disk that was full.`
    : `Line ${line} can’t be read: it was cut off or changed.`
}

function broken(line: number, previous: string, numbers: Map<string | undefined, number>): string {
  const number = previous === start ? 0 : numbers.get(previous)
  if (number === undefined) {
    return `Line ${line} follows an entry that isn’t there: what came before it was removed or changed.`
  }
  return number === 0
    ? `Line ${line} was the first one: what stands before it was put there later.`
    : `Line ${line} belongs after line ${number}: lines were moved, added or written twice.`
}

function isCutOff(links: readonly Link[], head: Head | null): LedgerProblem | null {
  if (head === null) {
    if (links.length < 2) return null
    return {
      line: null,
      text: 'The note of the last entry is missing or damaged: entries after it may have been removed.',
    }
  }
  // A crash may come between an entry and the note of it.
  if (links.length > head.entries || links.at(-1)?.hash === head.hash) return null
  return links.length < head.entries
    ? {
        line: null,
        text: `There were ${head.entries} entries; ${links.length} are left: entries were removed.`,
      }
    : { line: null, text: 'The last entry isn’t the one that was written last.' }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return ''
    throw error
  }
}
