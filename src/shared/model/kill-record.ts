/** One killed session: a row of the kill log (seed-4, Table 4). */
export interface KillRecord {
  instanceId: string | null
  instanceName: string | null
  /** The session's id as text: the service documents a string and sends a number. */
  processId: string | null
  /** Who killed it. */
  operator: string | null
  /** As sent, such as `2024-06-18T03:08:15+0800`. */
  rawTime: string | null
  /** The same as an ISO 8601 instant in UTC; `null` if it can't be read. */
  at: string | null
}
