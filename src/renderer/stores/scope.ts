import { computed, readonly, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { AuditInstanceId, DdmInstanceId } from '../../shared/model/ids.ts'
import type { AuditInstance, Database, DdmInstance } from '../../shared/model/instance.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'
import { ask } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'
import { createQuestion } from './question.ts'

/**
 * What the screens look at: instances of the selected account and a time range. Nothing is asked
 * until a screen needs it, and a switch of the account forgets all but the range.
 */
export const useScopeStore = defineStore('scope', () => {
  const accounts = useAccountsStore()
  const audit = createQuestion<AuditInstance[]>({ archived: true })
  const database = createQuestion<Database[]>({ archived: true })
  const ddm = createQuestion<DdmInstance[]>({ archived: true })
  const range = shallowRef<TimeRange>({ kind: 'preset', preset: 'DAY' })
  /** Chosen, be it before the list that it should be in is known. */
  const chosenAudit = ref<AuditInstanceId | null>(null)
  const chosenDdm = ref<DdmInstanceId | null>(null)

  const auditInstances = computed(() => audit.answer.value?.data ?? [])
  const ddmInstances = computed(() => ddm.answer.value?.data ?? [])
  const databases = computed(() => database.answer.value?.data ?? [])

  /** The chosen audit instance, at first one that is running; `null` until there is one. */
  const auditInstanceId = computed(() => {
    const instances = auditInstances.value
    const chosen = instances.find(({ id }) => id === chosenAudit.value)
    return (
      (chosen ?? instances.find(({ status }) => status === 'ACTIVE') ?? instances[0])?.id ?? null
    )
  })
  /** The chosen DDM instance, at first one that is running; `null` until there is one. */
  const ddmInstanceId = computed(() => {
    const instances = ddmInstances.value
    const chosen = instances.find(({ id }) => id === chosenDdm.value)
    return (
      (chosen ?? instances.find(({ status }) => status === 'RUNNING') ?? instances[0])?.id ?? null
    )
  })
  const auditInstance = computed(
    () => auditInstances.value.find(({ id }) => id === auditInstanceId.value) ?? null,
  )
  const ddmInstance = computed(
    () => ddmInstances.value.find(({ id }) => id === ddmInstanceId.value) ?? null,
  )

  async function loadAuditInstances(): Promise<void> {
    await audit.ask((accountId, from) => ask(window.auditDesk.audit.instances({ accountId, from })))
  }

  async function loadDdmInstances(): Promise<void> {
    await ddm.ask((accountId, from) => ask(window.auditDesk.killLog.instances({ accountId, from })))
  }

  async function loadDatabases(): Promise<void> {
    const instanceId = auditInstanceId.value
    if (instanceId === null) return
    await database.ask(
      (accountId, from) => ask(window.auditDesk.audit.databases({ accountId, from, instanceId })),
      instanceId,
    )
  }

  /** Asks for the audit instances unless they are known or on their way. */
  function needAuditInstances(): void {
    if (audit.state.value.kind === 'idle') void loadAuditInstances()
  }

  /** Asks for the databases of the chosen audit instance unless they are known or on their way. */
  function needDatabases(): void {
    if (database.state.value.kind === 'idle') void loadDatabases()
  }

  /** Asks for the DDM instances unless they are known or on their way. */
  function needDdmInstances(): void {
    if (ddm.state.value.kind === 'idle') void loadDdmInstances()
  }

  function chooseAuditInstance(id: AuditInstanceId): void {
    chosenAudit.value = id
  }

  function chooseDdmInstance(id: DdmInstanceId): void {
    chosenDdm.value = id
  }

  function setRange(next: TimeRange): void {
    range.value = next
  }

  watch(
    () => accounts.selectedId,
    () => {
      chosenAudit.value = null
      chosenDdm.value = null
    },
    { flush: 'sync' },
  )
  // What was chosen by default stays: the archive's list and the service's may differ in status.
  watch(auditInstanceId, (id) => (chosenAudit.value ??= id), { flush: 'sync' })
  watch(ddmInstanceId, (id) => (chosenDdm.value ??= id), { flush: 'sync' })
  // The databases of one instance must not stand under the name of another.
  watch(auditInstanceId, () => database.reset(), { flush: 'sync' })

  return {
    range,
    setRange,
    auditInstancesState: audit.state,
    auditInstances,
    auditInstanceId,
    wantedAuditId: readonly(chosenAudit),
    auditInstance,
    needAuditInstances,
    loadAuditInstances,
    chooseAuditInstance,
    databasesState: database.state,
    databases,
    needDatabases,
    loadDatabases,
    ddmInstancesState: ddm.state,
    ddmInstances,
    ddmInstanceId,
    wantedDdmId: readonly(chosenDdm),
    ddmInstance,
    needDdmInstances,
    loadDdmInstances,
    chooseDdmInstance,
  }
})
