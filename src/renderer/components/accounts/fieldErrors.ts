import type { AuditDeskError } from '../../../shared/errors.ts'

/** The rule that each field breaks, by its path, such as `endpoints.iam`. */
export type FieldErrors = Readonly<Partial<Record<string, string>>>

/**
 * Sorts an `input` error to the fields it names: its message is `field: rule; field: rule`, with
 * paths such as `endpoints.iam`.
 * @returns the rule for each of `fields`, and in `rest` what names none of them
 */
export function fieldErrors(
  error: AuditDeskError | null,
  fields: readonly string[],
): { byField: FieldErrors; rest: string[] } {
  const byField: Partial<Record<string, string>> = {}
  const rest: string[] = []
  if (error === null || error.code !== 'input') return { byField, rest }
  for (const sentence of error.message.split('; ')) {
    const [, path, rule] = /^([\w.]+): (.+)$/.exec(sentence) ?? []
    if (path === undefined || rule === undefined || !fields.includes(path)) rest.push(sentence)
    else byField[path] ??= rule
  }
  return { byField, rest }
}
