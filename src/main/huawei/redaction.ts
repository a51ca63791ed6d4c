const leftOut = '(left out)'

/** No word, id or address in a message for people is so long; tokens and packed requests are. */
const longRun = /[\w+/=%~-]{48,}/g

/** As pages of proxies have them. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A text without the secrets, as they are and in the forms in which servers repeat what they heard.
 * None of these is shorter than the secret itself.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '' && secret.length <= text.length)
    .flatMap(formsOf)
    .reduce((rest, form) => rest.replaceAll(form, leftOut), text)
}

/**
 * Looks for secrets in one answer after the other. Mostly they are the same ones, and their forms are
 * long, so that those of the last answer are kept for the next.
 */
export class SecretSeeker {
  #forms: ReadonlyMap<string, readonly string[]> = new Map()

  /** Whether the text holds one of the secrets, in any form that `withoutSecrets` leaves out. */
  isIn(text: string, secrets: readonly string[]): boolean {
    const known = this.#forms
    this.#forms = new Map(
      secrets
        .filter((secret) => secret !== '')
        .map((secret) => [secret, known.get(secret) ?? [...new Set(formsOf(secret))]]),
    )
    return [...this.#forms.values()].some((forms) => forms.some((form) => text.includes(form)))
  }
}

/** A text without anything so long that it may be a request packed in some other way. */
export function withoutLongRuns(text: string): string {
  return text.replace(longRun, leftOut)
}

/** What of a request's headers lets it in. */
export function secretHeaders(headers: Readonly<Record<string, string>>): string[] {
  const authorization = headers['authorization'] ?? ''
  return [
    headers['x-auth-token'] ?? '',
    headers['x-security-token'] ?? '',
    authorization,
    /Signature=(\w+)/.exec(authorization)?.[1] ?? '',
  ]
}

/** The longest first, so that none is cut in two by a shorter one. */
function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    encodeURIComponent(bytes.toString()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    secret.replace(/[&<>"']/g, (char) => entities[char] ?? char),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
  return forms.sort((a, b) => b.length - a.length)
}
