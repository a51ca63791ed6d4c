import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { accountColors, type AccountColor, type Project } from '../../../shared/model/account.ts'
import type { AuditDeskError } from '../../../shared/errors.ts'
import { asAuditDeskError } from '../../bridge.ts'
import { useAccountsStore, type ListProjectsInput } from '../../stores/accounts.ts'
import { fieldErrors } from './fieldErrors.ts'

export const formFields = [
  'name',
  'region',
  'domainName',
  'userName',
  'password',
  'projectId',
  'endpoints.iam',
  'endpoints.dbss',
  'endpoints.ddm',
] as const

/** The state of the form that adds an account: sign-in details, then a project, then a name. */
export function useAccountForm() {
  const accounts = useAccountsStore()
  const identity = reactive({
    region: '',
    domainName: '',
    userName: '',
    password: '',
    iam: '',
    dbss: '',
    ddm: '',
  })
  const name = ref('')
  const color = ref<AccountColor>(firstUnused(accounts.accounts.map((account) => account.color)))
  /** `null` until they have been listed with the details as they stand. */
  const projects = shallowRef<Project[] | null>(null)
  const projectId = ref<Project['id'] | null>(null)
  /** Counts the changes of who signs in. */
  let details = 0
  const busy = ref<'projects' | 'saving' | null>(null)
  const error = shallowRef<AuditDeskError | null>(null)
  const faults = computed(() => fieldErrors(error.value, formFields))
  /** An error that has no field to stand beside. */
  const generalError = computed(() =>
    error.value === null || (error.value.code === 'input' && faults.value.rest.length === 0)
      ? null
      : error.value,
  )
  const canList = computed(
    () =>
      busy.value === null &&
      [identity.region, identity.domainName, identity.userName, identity.password].every(
        (text) => text.trim() !== '',
      ),
  )

  function signIn(): ListProjectsInput {
    const overrides = { iam: identity.iam, dbss: identity.dbss, ddm: identity.ddm }
    const typed = Object.entries(overrides).filter(([, url]) => url.trim() !== '')
    return {
      region: identity.region.trim(),
      signIn: {
        method: 'password',
        domainName: identity.domainName,
        userName: identity.userName,
      },
      secret: { method: 'password', password: identity.password },
      endpoints: Object.fromEntries(typed.map(([service, url]) => [service, url.trim()])),
    }
  }

  async function attempt(
    what: 'projects' | 'saving',
    action: () => Promise<void>,
  ): Promise<boolean> {
    busy.value = what
    error.value = null
    try {
      await action()
      return true
    } catch (thrown) {
      error.value = asAuditDeskError(thrown)
      return false
    } finally {
      busy.value = null
    }
  }

  /** Signs in with what was typed and lists the projects; proposes that of the region. */
  async function listProjects(): Promise<void> {
    const input = signIn()
    await attempt('projects', async () => {
      const asked = details
      const listed = await accounts.listProjects(input)
      if (asked !== details) return
      projects.value = listed
      const enabled = listed.filter((project) => project.enabled)
      const proposed = enabled.find((project) => project.name === input.region) ?? enabled[0]
      projectId.value = proposed?.id ?? null
      if (name.value === '') name.value = identity.domainName.trim()
    })
  }

  /** @returns whether the account was added */
  async function save(): Promise<boolean> {
    const project = projects.value?.find(({ id }) => id === projectId.value)
    if (project === undefined) return false
    return attempt('saving', async () => {
      await accounts.add({
        ...signIn(),
        name: name.value,
        color: color.value,
        projectId: project.id,
        projectName: project.name,
        dbssTimeZone: 'UTC',
      })
      forget()
    })
  }

  function forget(): void {
    identity.password = ''
  }

  // Projects of other details would be those of another tenant.
  watch(
    () => [
      identity.region,
      identity.domainName,
      identity.userName,
      identity.password,
      identity.iam,
    ],
    () => {
      details += 1
      projects.value = null
      projectId.value = null
    },
  )

  return {
    identity,
    name,
    color,
    projects,
    projectId,
    busy,
    error,
    faults,
    generalError,
    canList,
    listProjects,
    save,
    forget,
  }
}

function firstUnused(used: AccountColor[]): AccountColor {
  return accountColors.find((candidate) => !used.includes(candidate)) ?? accountColors[0]
}
