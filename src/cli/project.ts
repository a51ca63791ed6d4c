import { credentialsOf } from '../main/accounts/secrets.ts'
import { listProjects, type ListProjectsOptions } from '../main/huawei/iam.ts'
import { AuditDeskError } from '../shared/errors.ts'
import type { Project } from '../shared/model/account.ts'
import type { ProjectId } from '../shared/model/ids.ts'
import type { Asker } from './environment.ts'
import { UsageError } from './exit-codes.ts'
import type { Words } from './words.ts'

/**
 * The region's default project, or the only one there is; says which.
 * @throws UsageError that lists them where none is the obvious one; AuditDeskError
 */
export async function chooseProject(
  { place: { region, endpoints }, signIn, secret }: Asker,
  terms: Pick<ListProjectsOptions, 'network' | 'patience'>,
  words: Words,
  signal: AbortSignal,
): Promise<ProjectId> {
  const credentials = credentialsOf(signIn, secret)
  const listed = await listProjects({ region, endpoints, credentials, ...terms }, signal)
  const projects = listed.filter(({ enabled }) => enabled)
  const chosen = onlyOne(projects.filter(({ name }) => name === region)) ?? onlyOne(projects)
  if (chosen !== null) {
    words.say(`HW_PROJECT_ID is not set: using project ${chosen.name} (${chosen.id}).`)
    return chosen.id
  }
  if (projects.length === 0) {
    throw new AuditDeskError({
      code: 'not-found',
      message: `The user may enter no project of region ${region}.`,
      retryable: false,
      hint: 'Check HW_REGION_NAME, or ask the account’s administrator for access to a project.',
    })
  }
  const list = projects.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
  throw new UsageError(`Which project? Set HW_PROJECT_ID to one of these:\n${list}`)
}

function onlyOne(projects: readonly Project[]): Project | null {
  const [first, ...others] = projects
  return first === undefined || others.length > 0 ? null : first
}
