const key = 'auditDesk.recentAccounts'
const kept = 50

/** The ids of the accounts used on this machine, the last one first. Ids only: nothing secret. */
export function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

export function rememberRecent(accountId: string): void {
  const others = readRecent().filter((id) => id !== accountId)
  localStorage.setItem(key, JSON.stringify([accountId, ...others].slice(0, kept)))
}
