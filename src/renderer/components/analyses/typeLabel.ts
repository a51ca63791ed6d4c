import { analysisTypes } from '../../../shared/model/analysis.ts'
import type { Translate } from '../../i18n/index.ts'

/** A type of analysis in words; one that isn't documented is shown as sent. */
export function typeLabel(type: string, t: Translate): string {
  const known = analysisTypes.find((candidate) => candidate === type)
  if (known !== undefined) return t(`analyses.types.${known}`)
  return type === '' ? t('charts.notNamed') : type
}
