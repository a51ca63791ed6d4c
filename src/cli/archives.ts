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
  return archives.open(withKnownName(archives, subject, await archives.list()))
}

/**
 * Opens the archive that the environment means: that of the project it names; where it names none,
 * the only one there is. Says which in that case, and whether it is one of the demo.
 * @param options `readOnly` where nothing is to be stored: several programs may read at a time
 * @throws UsageError that lists them where there are several; AuditDeskError
 */
export async function openNamedArchive(
  { readOnly, ...options }: EndpointsOfArchive & { archive?: string; readOnly: boolean },
  environment: Environment,
  words: Words,
): Promise<OpenArchive> {
  const archives = archivesIn(options.archive ?? appArchiveFolder(environment), words)
  const place = readPlace(environment, options)
  const files = await archives.list()
  const named = subjectAt(place)
  const subject =
    named === null
      ? onlySubject(archives.folder, place, files)
      : withKnownName(archives, named, files)
  const archive = await archives.openExisting(subject, { readOnly })
  if (archive === null) throw nothingThere(archives.folder, place, files)
  if (named === null)
    words.say(`Using the only archive in ${archives.folder}: ${inWords(subject)}.`)
  if (isDemo(subject)) words.say('Demo data: a simulated cloud, not a real account.')
  return { archive, subject }
}

/** A place that is named in full; by what name the user knows it is in the archive. */
function subjectAt({ region, projectId, endpoints }: NamedPlace): ArchiveSubject | null {
  if (region === null || projectId === null) return null
  const { dbss, ddm } = resolveEndpoints(region, endpoints)
  return { region, projectId, endpoints: { dbss, ddm }, accountName: projectId }
}

/** The window may know an archive by a name of the user’s own, which stays. */
function withKnownName(
  archives: Archives,
  subject: ArchiveSubject,
  files: readonly ArchiveFile[],
): ArchiveSubject {
  const path = archives.pathOf(subject)
  return files.find((file) => file.path === path)?.subject ?? subject
}

/** @throws UsageError where there are several; AuditDeskError where there is none */
function onlySubject(
  folder: string,
  place: NamedPlace,
  files: readonly ArchiveFile[],
): ArchiveSubject {
  const subjects = files.flatMap(({ subject }) => (subject === null ? [] : [subject]))
  const [subject, ...others] = subjects.filter((one) => isAt(one, place))
  if (others.length > 0 && subject !== undefined) {
    throw new UsageError(severalThere(folder, [subject, ...others]))
  }
  // It may be the one that is meant.
  const unreadable = files.find((file) => file.subject === null)
  if (unreadable !== undefined) throw unreadableError(unreadable)
  if (subject === undefined) throw nothingThere(folder, place, files)
  return subject
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
  return (['dbss', 'ddm'] as const).every(
    (service) =>
      endpoints[service] === undefined || endpoints[service] === subject.endpoints[service],
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
  const others = files
    .map(({ path, subject }) => `\n  ${subject === null ? path : inWords(subject)}`)
    .join('')
  return new AuditDeskError({
    code: 'not-found',
    message: `There is no archive${which.length === 0 ? '' : ` of ${which.join(', ')}`} in ${folder}.${others === '' ? '' : ` There are:${others}`}`,
    retryable: false,
    hint: 'Collect one with sync, or name another folder with --archive.',
  })
}

function severalThere(folder: string, subjects: readonly ArchiveSubject[]): string {
  return [
    `Which archive? ${folder} holds several. Set HW_REGION_NAME and HW_PROJECT_ID (and type --dbss-endpoint and --ddm-endpoint where they aren’t the usual ones):`,
    ...subjects.map((subject) => `  ${inWords(subject)}`),
  ].join('\n')
}

function inWords(subject: ArchiveSubject): string {
  const { accountName, region, projectId, endpoints } = subject
  const { dbss, ddm } = resolveEndpoints(region, {})
  const isUsual = dbss === endpoints.dbss && ddm === endpoints.ddm
  const at = isUsual || isDemo(subject) ? '' : `, at ${endpoints.dbss} and ${endpoints.ddm}`
  return `${accountName}, HW_REGION_NAME=${region} HW_PROJECT_ID=${projectId}${at}`
}

function unreadableError({ path, problem }: ArchiveFile): AuditDeskError {
  return new AuditDeskError({
    code: 'file',
    message: problem ?? `The archive ${path} can’t be read.`,
    retryable: true,
    hint: 'Set HW_REGION_NAME and HW_PROJECT_ID if another archive is meant.',
  })
}
