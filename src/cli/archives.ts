import { resolve } from 'node:path'
import type { Archive } from '../main/archive/archive.ts'
import { Archives, type ArchiveFile, type ArchiveSubject } from '../main/archive/archives.ts'
import { resolveEndpoints } from '../main/huawei/endpoints.ts'
import { AuditDeskError } from '../shared/errors.ts'
import { appArchiveFolder } from './archive-folder.ts'
import type { EndpointsOfArchive } from './connection.ts'
import { readPlace, type Environment, type NamedPlace } from './environment.ts'
import { UsageError } from './exit-codes.ts'
import type { Words } from './words.ts'

/** What stands in an archive of the demo for its endpoints, which are others in every run. */
export const demoEndpoints = {
  dbss: 'https://dbss.demo.invalid',
  ddm: 'https://ddm.demo.invalid',
} as const

/** Whether an archive is one of the demo. */
export function isDemo({ endpoints }: ArchiveSubject): boolean {
  return endpoints.dbss === demoEndpoints.dbss
}

/** An archive, and what it is about. */
export interface OpenArchive {
  archive: Archive
  subject: ArchiveSubject
}

/** Opens the archive of a project, or makes it. @throws AuditDeskError `file` */
export async function openArchive(
  folder: string,
  subject: ArchiveSubject,
  words: Words,
): Promise<Archive> {
  const archives = archivesIn(folder, words)
  const path = archives.pathOf(subject)
  // The window may know it by a name of the user's own.
  const known = (await archives.list()).find((file) => file.path === path)
  const accountName = known?.subject?.accountName ?? subject.accountName
  return archives.open({ ...subject, accountName })
}

/**
 * Opens the archive that the environment means: that of the project it names; where it names none,
 * the only one there is. Says which in that case.
 * @throws UsageError that lists them where there are several; AuditDeskError
 */
export async function openNamedArchive(
  options: EndpointsOfArchive & { archive?: string },
  environment: Environment,
  words: Words,
): Promise<OpenArchive> {
  const folder = options.archive ?? appArchiveFolder(environment)
  const place = readPlace(environment, options)
  const archives = archivesIn(folder, words)
  const files = await archives.list()
  const [file, ...others] = files.filter(({ subject }) => subject === null || isAt(subject, place))
  if (file === undefined) throw nothingThere(archives.folder, place, files)
  if (others.length > 0) throw new UsageError(severalThere(archives.folder, [file, ...others]))
  const { subject } = file
  if (subject === null) throw unreadable(file)
  const archive = await archives.openExisting(subject)
  if (archive === null) throw nothingThere(archives.folder, place, [])
  if (place.region === null || place.projectId === null) {
    words.say(`Using the only archive in ${archives.folder}: ${inWords(file)}.`)
  }
  return { archive, subject }
}

function archivesIn(folder: string, words: Words): Archives {
  return new Archives({
    folder: resolve(folder),
    program: 'the command line of Audit Desk',
    tell: ({ text }) => {
      words.say(text)
    },
  })
}

function isAt(subject: ArchiveSubject, { region, projectId, endpoints }: NamedPlace): boolean {
  if (region !== null && region !== subject.region) return false
  if (projectId !== null && projectId !== subject.projectId) return false
  // Where the whole place is named, endpoints that aren't are the usual ones.
  const named =
    region !== null && projectId !== null ? resolveEndpoints(region, endpoints) : endpoints
  return (['dbss', 'ddm'] as const).every(
    (service) => named[service] === undefined || named[service] === subject.endpoints[service],
  )
}

function nothingThere(
  folder: string,
  { region, projectId }: NamedPlace,
  files: readonly ArchiveFile[],
): AuditDeskError {
  const which = [
    ...(region === null ? [] : [`region ${region}`]),
    ...(projectId === null ? [] : [`project ${projectId}`]),
  ]
  const others = files.map((file) => `\n  ${inWords(file)}`).join('')
  return new AuditDeskError({
    code: 'not-found',
    message: `There is no archive${which.length === 0 ? '' : ` of ${which.join(', ')}`} in ${folder}.${others === '' ? '' : ` There are:${others}`}`,
    retryable: false,
    hint: 'Collect one with sync, or name another folder with --archive.',
  })
}

function severalThere(folder: string, files: readonly ArchiveFile[]): string {
  return [
    `Which archive? ${folder} holds several. Set HW_REGION_NAME and HW_PROJECT_ID (and type --dbss-endpoint and --ddm-endpoint where they aren’t the usual ones):`,
    ...files.map((file) => `  ${inWords(file)}`),
  ].join('\n')
}

function inWords({ path, subject, problem }: ArchiveFile): string {
  if (subject === null) return `${path} (${problem ?? 'can’t be read'})`
  const { accountName, region, projectId, endpoints } = subject
  const { dbss, ddm } = resolveEndpoints(region, {})
  const isUsual = dbss === endpoints.dbss && ddm === endpoints.ddm
  const at = isUsual ? '' : `, at ${endpoints.dbss} and ${endpoints.ddm}`
  return `${accountName}, HW_REGION_NAME=${region} HW_PROJECT_ID=${projectId}${at}`
}

function unreadable({ path, problem }: ArchiveFile): AuditDeskError {
  return new AuditDeskError({
    code: 'file',
    message: problem ?? `The archive ${path} can’t be read.`,
    retryable: true,
  })
}
