import { analysisTypes } from '../../../shared/model/analysis.ts'
import type { Translate } from '../../i18n/index.ts'

/** A type of analysis in words; one that isn't documented is shown as sent. */
export function typeLabel(type: string, t: Translate): string {
  const known = analysisTypes.find((candidate) => candidate === type)
  if (known !== undefined) return t(`analyses.types.${known}`)
  return type === '' ? t('charts.notNamed') : type
}

/** The same for the heading of a file's column; no text that was sent is empty or too long there. */
export function savedType(type: string): string {
  return type === '' ? 'unnamed' : type.toLowerCase().slice(0, 80)
}
