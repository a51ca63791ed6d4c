import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import type { ReportPreset } from '../../shared/model/report.ts'
import { ask } from '../bridge.ts'
import { createReader } from './reading.ts'
import { useReportPlanStore } from './reportPlan.ts'

/** Plans kept under a name, without the days they are about. */
export const useReportPresetsStore = defineStore('reportPresets', () => {
  const plan = useReportPlanStore()
  const presets = createReader<ReportPreset[]>(() => ask(window.auditDesk.reports.presets({})))

  const chosen = ref<string | null>(null)
  /** The preset loaded or kept last; `null` when there is none, or no longer. */
  const loaded = computed(
    () => presets.data.value?.find(({ name }) => name === chosen.value)?.name ?? null,
  )

  /**
   * Takes over a preset; the range stays.
   * @returns how many of its accounts are no longer there
   */
  function apply(name: string): number {
    const preset = presets.data.value?.find((one) => one.name === name)
    if (preset === undefined) return 0
    chosen.value = name
    return plan.apply(preset.plan)
  }

  /**
   * Keeps the present plan; one with the same name is replaced.
   * @throws AuditDeskError what the name or the plan breaks, or why it can't be kept
   */
  async function save(name: string): Promise<void> {
    if (plan.plan === null) return
    const { range: _range, ...kept } = plan.plan
    presets.set(await ask(window.auditDesk.reports.savePreset({ preset: { name, plan: kept } })))
    chosen.value = name
  }

  /** @throws AuditDeskError why it can't be deleted */
  async function remove(name: string): Promise<void> {
    presets.set(await ask(window.auditDesk.reports.deletePreset({ name })))
  }

  return {
    state: presets.state,
    presets: presets.data,
    load: presets.load,
    loaded,
    apply,
    save,
    remove,
  }
})
