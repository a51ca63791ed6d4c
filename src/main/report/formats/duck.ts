/**
 * What the formats need of a connection to DuckDB, which is one of its own kind and does nothing
 * else meanwhile. Its database keeps the order of insertion, as DuckDB does unless told otherwise.
 */
export interface Duck {
  run(sql: string): Promise<unknown>
  runAndReadAll(sql: string): Promise<{ getRowObjectsJS(): Readonly<Record<string, unknown>>[] }>
  interrupt(): void
  /** Of the statement under way; from 0 to 100, or less than 0 where it isn't known. */
  readonly progress: { readonly percentage: number }
}

export async function rowsOf(
  duck: Duck,
  sql: string,
): Promise<Readonly<Record<string, unknown>>[]> {
  const reader = await duck.runAndReadAll(sql)
  return reader.getRowObjectsJS()
}

/** How often a stop is asked for again, in milliseconds: one that comes between statements is lost. */
const beat = 10

/** Lets some work run statements, and interrupts each once the signal says so. */
export async function interruptible<T>(
  duck: Duck,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    duck.interrupt()
    timer = setInterval(() => duck.interrupt(), beat)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', stop)
    clearInterval(timer)
  }
}
