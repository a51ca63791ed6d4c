import type { ChosenAnswer } from './choose.ts'
import type { NamedInstance } from './source.ts'

export const nothingKept = 'Nothing of this account was ever kept in the archive.'

/** Why there is no answer to a question. */
export function unasked({ question, instance }: ChosenAnswer): string {
  const whose = instance === null ? '' : ` of ${nameOf(instance)}`
  switch (question.kind) {
    case 'sessions':
      return `The archive has no sessions${whose} over exactly this range.`
    case 'risk-trend':
      return `The archive has no risky operations${whose} over exactly this range.`
    case 'analyses':
      return `The archive has no list of analyses${whose}.`
    default:
      return 'The archive has no audit summary.'
  }
}

export function partly(instance: NamedInstance): string {
  return `Parts of the kill log of ${nameOf(instance)} are missing; its coverage says which.`
}

function nameOf({ id, name }: NamedInstance): string {
  return name === null ? id : `${name} (${id})`
}
