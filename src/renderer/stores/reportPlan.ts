import { computed, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { Account } from '../../shared/model/account.ts'
import type { AccountId, AuditInstanceId, DdmInstanceId } from '../../shared/model/ids.ts'
import {
  reportFormats,
  reportSections,
  type ReportFormat,
  type ReportLanguage,
  type ReportPlan,
  type ReportPreset,
  type ReportSection,
  type SectionPreview,
} from '../../shared/model/report.ts'
import { resolveBounds, type Bounds, type TimeRange } from '../../shared/model/time-range.ts'
import { ask } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'
import { createReader } from './reading.ts'
import { useScopeStore } from './scope.ts'

/** The instances chosen of an account; an empty list means all that the archive knows. */
export interface ChosenInstances {
  audit: AuditInstanceId[]
  ddm: DdmInstanceId[]
}

/** What keeps a plan from being one. */
export type PlanProblem = 'noAccount' | 'manyAccounts' | 'noSection' | 'noFormat'

const maxAccounts = 50
const minute = 60_000
/** How long the plan must rest before it is previewed, in milliseconds. */
export const previewDelay = 300
const authorKey = 'auditDesk.reportAuthor'

/** A preset ends now, at the last whole minute: what the screen shows is what is asked for. */
function resolved(range: TimeRange): Bounds {
  return resolveBounds(range, Math.floor(Date.now() / minute) * minute)
}

/** What the next report is to show and how, and what the archive has for it. */
export const useReportPlanStore = defineStore('reportPlan', () => {
  const accounts = useAccountsStore()
  const scope = useScopeStore()
  const accountIds = shallowRef<ReadonlySet<AccountId>>(
    new Set(accounts.selectedId === null ? [] : [accounts.selectedId]),
  )
  const instances = shallowRef<ReadonlyMap<AccountId, ChosenInstances>>(new Map())
  const range = shallowRef<Bounds>(resolved(scope.range))
  const sections = shallowRef<ReportSection[]>([...reportSections])
  const formats = shallowRef<ReportFormat[]>(['csv', 'xlsx', 'html', 'pdf'])
  const language = ref<ReportLanguage>('en')
  const author = ref(localStorage.getItem(authorKey) ?? '')
  const note = ref('')
  const csvBom = ref(true)
  const zip = ref(false)
  const collectFirst = ref(false)
  const shown = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  /** The accounts of the report, in the order of the switcher. */
  const chosen = computed<Account[]>(() =>
    accounts.accounts.filter(({ id }) => accountIds.value.has(id)),
  )

  function instancesOf(accountId: AccountId): ChosenInstances {
    return instances.value.get(accountId) ?? { audit: [], ddm: [] }
  }

  const subjects = computed(() =>
    chosen.value.map(({ id }) => ({
      accountId: id,
      auditInstanceIds: instancesOf(id).audit,
      ddmInstanceIds: instancesOf(id).ddm,
    })),
  )
  const problems = computed<PlanProblem[]>(() => {
    const found: PlanProblem[] = []
    if (chosen.value.length === 0) found.push('noAccount')
    if (chosen.value.length > maxAccounts) found.push('manyAccounts')
    if (sections.value.length === 0) found.push('noSection')
    if (formats.value.length === 0) found.push('noFormat')
    return found
  })
  /** `null` while there are problems. */
  const plan = computed<ReportPlan | null>(() =>
    problems.value.length > 0
      ? null
      : {
          subjects: subjects.value,
          range: range.value,
          sections: sections.value,
          formats: formats.value,
          language: language.value,
          author: author.value,
          note: note.value,
          csvBom: csvBom.value,
          zip: zip.value,
        },
  )

  const preview = createReader<SectionPreview[]>(async () => {
    if (plan.value === null) return []
    return ask(window.auditDesk.reports.preview({ plan: plan.value }))
  })
  /** Why the report would not be complete; `null` while that is not known. */
  const missing = computed<SectionPreview[] | null>(() =>
    preview.state.value.kind === 'ready'
      ? preview.state.value.data.filter((section) => section.missing.length > 0)
      : null,
  )

  function renew(delay: number): void {
    clearTimeout(timer)
    if (plan.value === null) {
      preview.forget()
      return
    }
    preview.expect()
    timer = setTimeout(() => void preview.load(), delay)
  }

  /** Looks at the archive; the screen calls it when it is shown. */
  function open(): void {
    shown.value = true
    if (accountIds.value.size === 0 && accounts.selectedId !== null) tick(accounts.selectedId, true)
    renew(0)
  }

  /** Leaves the archive alone while nobody looks. */
  function leave(): void {
    shown.value = false
    clearTimeout(timer)
  }

  function tick(accountId: AccountId, on: boolean): void {
    const next = new Set(accountIds.value)
    if (on) next.add(accountId)
    else next.delete(accountId)
    accountIds.value = next
  }

  function chooseInstances(accountId: AccountId, changes: Partial<ChosenInstances>): void {
    const next = { ...instancesOf(accountId), ...changes }
    instances.value = new Map(instances.value).set(accountId, next)
  }

  function setRange(next: TimeRange): void {
    range.value = resolved(next)
  }

  function setSections(next: readonly ReportSection[]): void {
    sections.value = reportSections.filter((section) => next.includes(section))
  }

  function setFormats(next: readonly ReportFormat[]): void {
    formats.value = reportFormats.filter((format) => next.includes(format))
  }

  /**
   * Takes over what was kept; the range stays.
   * @returns how many of its accounts are no longer there
   */
  function apply(kept: ReportPreset['plan']): number {
    const known = new Set(accounts.accounts.map(({ id }) => id))
    const there = kept.subjects.filter(({ accountId }) => known.has(accountId))
    accountIds.value = new Set(there.map(({ accountId }) => accountId))
    instances.value = new Map(
      there.map(({ accountId, auditInstanceIds, ddmInstanceIds }) => [
        accountId,
        { audit: auditInstanceIds, ddm: ddmInstanceIds },
      ]),
    )
    setSections(kept.sections)
    setFormats(kept.formats)
    language.value = kept.language
    author.value = kept.author
    note.value = kept.note
    csvBom.value = kept.csvBom
    zip.value = kept.zip
    return kept.subjects.length - there.length
  }

  watch(author, (name) => {
    localStorage.setItem(authorKey, name)
  })
  // What a preview depends on; a note typed doesn't ask the archive.
  watch(
    () => JSON.stringify([subjects.value, range.value, sections.value, formats.value.length > 0]),
    () => {
      if (shown.value) renew(previewDelay)
    },
  )

  return {
    accountIds,
    chosen,
    instancesOf,
    range,
    sections,
    formats,
    language,
    author,
    note,
    csvBom,
    zip,
    collectFirst,
    problems,
    plan,
    previewState: preview.state,
    missing,
    open,
    leave,
    renewPreview: () => {
      if (shown.value) renew(0)
    },
    tick,
    chooseInstances,
    setRange,
    setSections,
    setFormats,
    apply,
  }
})
