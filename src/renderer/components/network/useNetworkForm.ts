import { computed, reactive, ref, shallowRef } from 'vue'
import type { NetworkSettings } from '../../../shared/model/network.ts'
import type { AuditDeskError } from '../../../shared/errors.ts'
import { asAuditDeskError, ask } from '../../bridge.ts'
import { useAttempt } from '../../composables/useAttempt.ts'
import { fieldErrors } from '../accounts/fieldErrors.ts'

const paths = [
  'proxy.url',
  'proxy.userName',
  'caFile',
  'pace.dbssPerSecond',
  'pace.ddmPerMinute',
].flatMap((path) => [path, `network.${path}`])

type Stage =
  | { kind: 'loading' }
  | { kind: 'failed'; error: AuditDeskError }
  | { kind: 'ready'; saved: NetworkSettings }

/** What is typed. The fields of a proxy of one's own stay while another choice is looked at. */
export interface NetworkDraft {
  kind: NetworkSettings['proxy']['kind']
  url: string
  userName: string
  password: string
  caFile: string
  /** Number fields give a number, or their text while that is none. */
  dbssPerSecond: number | string
  ddmPerMinute: number | string
}

/** The state of the form for how the app reaches the network. */
export function useNetworkForm() {
  const stage = shallowRef<Stage>({ kind: 'loading' })
  const draft = reactive<NetworkDraft>({
    kind: 'system',
    url: '',
    userName: '',
    password: '',
    caFile: '',
    dbssPerSecond: '',
    ddmPerMinute: '',
  })
  const isReplacing = ref(false)
  const { busy, error, attempt } = useAttempt()
  const isSaved = ref(false)
  const sorted = computed(() => fieldErrors(error.value, paths))
  /** The rule each field breaks, by its path within the settings. */
  const faults = computed(() =>
    Object.fromEntries(
      Object.entries(sorted.value.byField).map(([path, rule]) => [
        path.replace(/^network\./, ''),
        rule,
      ]),
    ),
  )
  const generalError = computed(() =>
    error.value?.code === 'input' && sorted.value.rest.length === 0 ? null : error.value,
  )
  const savedProxy = computed(() =>
    stage.value.kind === 'ready' && stage.value.saved.proxy.kind === 'manual'
      ? stage.value.saved.proxy
      : null,
  )
  /** A password may be kept only for the very proxy and user that it was typed for. */
  const isKept = computed(
    () =>
      !isReplacing.value &&
      savedProxy.value !== null &&
      savedProxy.value.userName !== '' &&
      savedProxy.value.url === draft.url.trim() &&
      savedProxy.value.userName === draft.userName.trim(),
  )

  function show(saved: NetworkSettings): void {
    stage.value = { kind: 'ready', saved }
    isReplacing.value = false
    draft.password = ''
    draft.kind = saved.proxy.kind
    draft.url = saved.proxy.kind === 'manual' ? saved.proxy.url : ''
    draft.userName = saved.proxy.kind === 'manual' ? saved.proxy.userName : ''
    draft.caFile = saved.caFile
    draft.dbssPerSecond = saved.pace.dbssPerSecond
    draft.ddmPerMinute = saved.pace.ddmPerMinute
  }

  async function load(): Promise<void> {
    stage.value = { kind: 'loading' }
    try {
      show(await ask(window.auditDesk.settings.network({})))
    } catch (thrown) {
      stage.value = { kind: 'failed', error: asAuditDeskError(thrown) }
    }
  }

  /** `null` leaves what is kept; empty deletes what no proxy that is set up needs. */
  function proxyPassword(): string | null {
    if (draft.kind === 'manual' && draft.userName.trim() !== '') {
      return isKept.value ? null : draft.password
    }
    return savedProxy.value !== null && savedProxy.value.userName !== '' ? '' : null
  }

  function typed(): NetworkSettings {
    const { kind, url, userName, caFile, dbssPerSecond, ddmPerMinute } = draft
    return {
      proxy: kind === 'manual' ? { kind, url, userName } : { kind },
      caFile,
      pace: { dbssPerSecond: asNumber(dbssPerSecond), ddmPerMinute: asNumber(ddmPerMinute) },
    }
  }

  async function save(): Promise<void> {
    await attempt(async () => {
      isSaved.value = false
      const change = { network: typed(), proxyPassword: proxyPassword() }
      show(await ask(window.auditDesk.settings.setNetwork(change)))
      isSaved.value = true
    })
  }

  async function chooseCaFile(): Promise<void> {
    await attempt(async () => {
      isSaved.value = false
      draft.caFile = (await ask(window.auditDesk.settings.chooseCaFile({}))) ?? draft.caFile
    })
  }

  function replacePassword(): void {
    isReplacing.value = true
  }

  function forget(): void {
    draft.password = ''
  }

  return {
    stage,
    draft,
    isKept,
    busy,
    isSaved,
    faults,
    generalError,
    load,
    save,
    chooseCaFile,
    replacePassword,
    forget,
  }
}

/** An emptied field is not zero. */
function asNumber(typed: number | string): number {
  return typeof typed === 'number' || typed.trim() !== '' ? Number(typed) : Number.NaN
}
