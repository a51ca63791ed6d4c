import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  parseExtraFields,
  type Entry,
  type ZipFile,
} from 'yauzl'
import { open, type FileHandle } from 'node:fs/promises'
import type { Finding } from '../../../shared/model/evidence.ts'
import { isFileError } from '../../file-error.ts'
import { maxFiles, type BundleReader } from './bundle-reader.ts'
import { throwIfCancelled } from './digest.ts'
import { refused } from './findings.ts'
import { ZipBytes } from './zip-bytes.ts'
import { foldPath, manifestFile, pathProblem } from './paths.ts'

/** Deflate can't do better than 1,032; a report comes nowhere near this over so many bytes. */
const maxRatio = 250
const alwaysAllowed = 2 ** 30

const fileType = 0o170000
const regularFile = 0o100000
const link = 0o120000

/**
 * Lists a bundle that is a zip. What a zip can hold and a bundle doesn't is refused: paths that lead
 * elsewhere, links, encryption, one name twice, entries that say two things, and zip bombs.
 * @throws an error of the file system; AuditDeskError `cancelled`
 */
export async function readZip(
  path: string,
  size: number,
  signal: AbortSignal,
): Promise<BundleReader> {
  const file = await open(path, 'r')
  try {
    return await readOpenZip(file, size, signal)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readOpenZip(
  file: FileHandle,
  size: number,
  signal: AbortSignal,
): Promise<BundleReader> {
  const findings: Finding[] = []
  const entries = new Map<string, Entry>()
  const zip = await openZip(file, size, findings)
  if (zip !== null) await listEntries(zip, size, entries, findings, signal)
  const files = new Map(withoutTopFolder([...entries]))
  return {
    kind: 'zip',
    files: new Map([...files].map(([name, entry]) => [name, entry.uncompressedSize])),
    findings,
    open: async (name) => {
      const entry = files.get(name)
      if (zip === null || entry === undefined) throw new Error(`no such entry: ${name}`)
      return await zip.openReadStreamPromise(entry)
    },
    close: () => file.close(),
  }
}

async function openZip(
  file: FileHandle,
  size: number,
  findings: Finding[],
): Promise<ZipFile | null> {
  try {
    const zip = await fromRandomAccessReaderPromise(new ZipBytes(file, size), size, {
      decodeStrings: false,
      autoClose: false,
    })
    // What can't be read is found where it is read; an error nobody hears ends the program.
    zip.on('error', () => undefined)
    return zip
  } catch (error) {
    if (isFileError(error)) throw error
    findings.push(refused(null, `can’t be read as a zip (${messageOf(error)})`))
    return null
  }
}

async function listEntries(
  zip: ZipFile,
  size: number,
  entries: Map<string, Entry>,
  findings: Finding[],
  signal: AbortSignal,
): Promise<void> {
  const seen = new Map<string, string>()
  let packed = 0
  let unpacked = 0
  try {
    for await (const entry of zip.eachEntry()) {
      throwIfCancelled(signal)
      const { name, finding } = await examine(zip, entry)
      if (finding !== null) {
        findings.push(finding)
        // Of what is refused for its name, nothing else is known to be true.
        if (findings.length > maxFiles) return
        continue
      }
      if (name.endsWith('/')) continue
      const before = seen.get(foldPath(name))
      if (before !== undefined) {
        findings.push(
          refused(
            name,
            before === name
              ? 'is in the zip twice'
              : `and ${before} differ in nothing but case: they are one file on some computers`,
          ),
        )
        continue
      }
      seen.set(foldPath(name), name)
      entries.set(name, entry)
      packed += entry.compressedSize
      unpacked += entry.uncompressedSize
    }
  } catch (error) {
    if (isFileError(error) || signal.aborted) throw error
    findings.push(refused(null, `is a zip that is cut off or damaged (${messageOf(error)})`))
  }
  const bomb =
    packed > size
      ? 'has entries that share their bytes, as zip bombs do'
      : unpacked > Math.max(alwaysAllowed, maxRatio * size)
        ? `would unpack to ${unpacked} bytes from ${size}, as zip bombs do`
        : entries.size > maxFiles
          ? `holds more than ${maxFiles} files`
          : null
  if (bomb === null) return
  findings.push(refused(null, bomb))
  entries.clear()
}

async function examine(
  zip: ZipFile,
  entry: Entry,
): Promise<{ name: string; finding: Finding | null }> {
  const raw = rawName(entry)
  const refuse = (why: string): { name: string; finding: Finding } => ({
    name: raw,
    finding: refused(raw, why),
  })
  if (nameByExtraField(entry) !== raw) return refuse('has two names')
  const problem = pathProblem(raw.replace(/\/$/, ''))
  if (problem !== null) return refuse(`can’t be a file of a bundle: ${problem}`)
  if (entry.isEncrypted()) return refuse('is encrypted')
  const type = (entry.externalFileAttributes >>> 16) & fileType
  if (type === link) return refuse('is a link; it was not followed')
  if (type !== 0 && type !== regularFile && !raw.endsWith('/')) return refuse('is not a file')
  if (!entry.canDecodeFileData()) return refuse('is packed in an unusual way')
  try {
    const local = await zip.readLocalFileHeaderPromise(entry)
    if (!local.fileName.equals(entry.fileNameRaw)) return refuse('has two names')
  } catch (error) {
    if (isFileError(error)) throw error
    return refuse(`is damaged (${messageOf(error)})`)
  }
  return { name: raw, finding: null }
}

/** What isn't UTF-8 becomes a replacement character, by which no file of a bundle is called. */
function rawName(entry: Entry): string {
  return entry.fileNameRaw.toString('utf8')
}

/** The other place for a name, which some programs prefer. Names count as UTF-8, flagged or not. */
function nameByExtraField({ fileNameRaw, extraFieldRaw, generalPurposeBitFlag }: Entry): string {
  const flags = generalPurposeBitFlag | 0x800
  return getFileNameLowLevel(flags, fileNameRaw, parseExtraFields(extraFieldRaw), true)
}

/** A zip holds the folder or its content. */
function withoutTopFolder(entries: readonly [string, Entry][]): [string, Entry][] {
  const manifests = entries
    .map(([name]) => name)
    .filter((name) => /^[^/]+\/manifest\.json$/.test(name))
  const [only] = manifests
  const isAtTop = entries.some(([name]) => name === manifestFile)
  if (isAtTop || only === undefined || manifests.length > 1) return [...entries]
  const top = only.slice(0, -manifestFile.length)
  // What lies beside the folder keeps its name, by which it is found not to belong.
  return entries.map(([name, entry]) => [
    name.startsWith(top) ? name.slice(top.length) : `../${name}`,
    entry,
  ])
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}
