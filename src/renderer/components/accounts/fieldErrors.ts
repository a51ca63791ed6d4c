import type { AuditDeskError } from '../../../shared/errors.ts'

/**
 * Sorts an `input` error to the fields it names: its message is `field: rule; field: rule`, with
 * paths such as `endpoints.iam`.
 * @returns the rule for each of `fields`, and in `rest` what names none of them
 */
export function fieldErrors<Field extends string>(
  error: AuditDeskError | null,
  fields: readonly Field[],
): { byField: Partial<Record<Field, string>>; rest: string[] } {
  const byField: Partial<Record<Field, string>> = {}
  const rest: string[] = []
  if (error === null || error.code !== 'input') return { byField, rest }
  for (const sentence of error.message.split('; ')) {
    const [, path, rule] = /^([\w.]+): (.+)$/.exec(sentence) ?? []
    const field = fields.find((candidate) => candidate === path)
    if (field === undefined || rule === undefined) rest.push(sentence)
    else byField[field] ??= rule
  }
  return { byField, rest }
}
