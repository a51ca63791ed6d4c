import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { accountColors, type AccountColor, type Project } from '../../../shared/model/account.ts'
import { useAttempt } from '../../composables/useAttempt.ts'
import { useAccountsStore, type ListProjectsInput } from '../../stores/accounts.ts'
import { fieldErrors } from './fieldErrors.ts'
import {
  emptyDraft,
  forgetSecrets,
  isIdentityComplete,
  isSecretComplete,
  secretOf,
  signInFields,
  signInOf,
  type SignInDraft,
} from './signInDraft.ts'

const formFields = [
  'name',
  'group',
  'region',
  'projectId',
  'dbssTimeZone',
  'endpoints.iam',
  'endpoints.dbss',
  'endpoints.ddm',
  ...signInFields,
]

/** The state of the form that adds an account: sign-in details, then a project, then a name. */
export function useAccountForm() {
  const accounts = useAccountsStore()
  const region = ref('')
  const draft = reactive<SignInDraft>(emptyDraft('password'))
  const advanced = reactive({ iam: '', dbss: '', ddm: '', zone: 'UTC' })
  const name = ref('')
  const group = ref('')
  const color = ref<AccountColor>(firstUnused(accounts.accounts.map((account) => account.color)))
  /** `null` until they have been listed with the details as they stand. */
  const projects = shallowRef<Project[] | null>(null)
  const projectId = ref<Project['id'] | null>(null)
  /** Counts the changes of who signs in. */
  let details = 0
  const { busy: isBusy, error, attempt: start } = useAttempt()
  const started = ref<'projects' | 'saving'>('projects')
  const busy = computed(() => (isBusy.value ? started.value : null))
  const faults = computed(() => fieldErrors(error.value, formFields))
  /** An error that has no field to stand beside. */
  const generalError = computed(() =>
    error.value === null || (error.value.code === 'input' && faults.value.rest.length === 0)
      ? null
      : error.value,
  )
  const isFilledIn = computed(
    () => region.value.trim() !== '' && isIdentityComplete(draft) && isSecretComplete(draft),
  )
  const canList = computed(() => busy.value === null && isFilledIn.value)
  const canSave = computed(
    () => isFilledIn.value && projectId.value !== null && name.value.trim() !== '',
  )
  /** A one-time code signs in once, and listing the projects did. */
  const needsNewCode = computed(() => projects.value !== null && draft.method === 'password-totp')

  function typed(): ListProjectsInput {
    const overrides = { iam: advanced.iam, dbss: advanced.dbss, ddm: advanced.ddm }
    const endpoints = Object.entries(overrides).filter(([, url]) => url.trim() !== '')
    return {
      region: region.value.trim(),
      endpoints: Object.fromEntries(endpoints.map(([service, url]) => [service, url.trim()])),
      signIn: signInOf(draft),
      secret: secretOf(draft),
    }
  }

  async function attempt(
    what: 'projects' | 'saving',
    action: () => Promise<void>,
  ): Promise<boolean> {
    return start(() => {
      started.value = what
      return action()
    })
  }

  /** Signs in with what was typed and lists the projects; proposes that of the region. */
  async function listProjects(): Promise<void> {
    const input = typed()
    await attempt('projects', async () => {
      const asked = details
      const listed = await accounts.listProjects(input)
      if (asked !== details) return
      projects.value = listed
      draft.passcode = ''
      const enabled = listed.filter((project) => project.enabled)
      const proposed = enabled.find((project) => project.name === input.region) ?? enabled[0]
      projectId.value = proposed?.id ?? null
      if (name.value === '') name.value = proposedName(draft)
    })
  }

  /** @returns whether the account was added */
  async function save(): Promise<boolean> {
    const project = projects.value?.find(({ id }) => id === projectId.value)
    if (project === undefined) return false
    return attempt('saving', async () => {
      await accounts.add({
        ...typed(),
        name: name.value,
        color: color.value,
        ...(group.value.trim() === '' ? {} : { group: group.value.trim() }),
        projectId: project.id,
        projectName: project.name,
        dbssTimeZone: advanced.zone,
      })
      forget()
    })
  }

  function forget(): void {
    forgetSecrets(draft)
  }

  // Projects of other details would be those of another tenant.
  watch(
    () => JSON.stringify([region.value, advanced.iam, { ...draft, passcode: '' }]),
    () => {
      details += 1
      projects.value = null
      projectId.value = null
    },
  )

  return {
    region,
    draft,
    advanced,
    name,
    group,
    color,
    projects,
    projectId,
    busy,
    faults,
    generalError,
    canList,
    canSave,
    needsNewCode,
    typed,
    proposedName: () => proposedName(draft),
    listProjects,
    save,
    forget,
  }
}

/** The account that will be looked at; keys and tokens name none. */
function proposedName({ method, agencyDomainName, domainName }: SignInDraft): string {
  if (method === 'agency') return agencyDomainName.trim()
  return method === 'password' || method === 'password-totp' ? domainName.trim() : ''
}

function firstUnused(used: AccountColor[]): AccountColor {
  return accountColors.find((candidate) => !used.includes(candidate)) ?? accountColors[0]
}
