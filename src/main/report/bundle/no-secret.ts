/** What secrets go by in requests, without case and separators. */
const names = new Set([
  'accesskeysecret',
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'passcode',
  'passwd',
  'password',
  'privatekey',
  'secret',
  'secretaccesskey',
  'secretkey',
  'securitytoken',
  'signature',
  'sk',
  'token',
  'xauthtoken',
  'xsecuritytoken',
  'xsubjecttoken',
])

function isSecret(name: string): boolean {
  return names.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''))
}

/** The members of a JSON text that go by the name of a secret, at any depth. */
export function secretNames(json: string): string[] {
  const members = json.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)
  return [...members].map(([, name]) => name ?? '').filter(isSecret)
}

/** Why a URL can't stand in a manifest, or `null` if it can. */
export function urlProblem(url: string): string | null {
  const query = /\?(.*)$/s.exec(url)?.[1] ?? ''
  const secret = [...new URLSearchParams(query).keys()].find(isSecret)
  return secret === undefined ? null : `must not hold a secret, as “${secret}” may be`
}
