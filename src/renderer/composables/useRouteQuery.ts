import { nextTick, onScopeDispose, watch } from 'vue'
import { useRouter, type Router } from 'vue-router'

/** Something a screen shows that its address names, so that back and a link bring it again. */
export interface QueryParam {
  /** Its name in the address. */
  name: string
  /** What is shown now; `null` while that isn't known. */
  read: () => string | null
  /** The same, `null` while what is shown may still turn out to be something else. */
  settled?: () => string | null
  /** Shows what an address says, if it makes sense; called with what isn't shown already. */
  apply: (text: string) => void
  /** What an address says of all else holds only where it is right about this. */
  decides?: true
}

interface Sync {
  add: (param: QueryParam) => () => void
}

const syncs = new WeakMap<Router, Sync>()

/** What the address says of a parameter; `null` where it says nothing. */
function queryText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function createSync(router: Router): Sync {
  const params = new Set<QueryParam>()
  /** Whether one of the changes that wait was made by the user, who may want to go back. */
  let isStep = false
  let isWaiting = false

  async function write(): Promise<void> {
    await nextTick()
    // Before the first place is reached there is no address to add to.
    await router.isReady()
    const { query } = router.currentRoute.value
    const shown = new Map([...params].map(({ name, read }) => [name, read()]))
    const others = Object.entries(query).filter(([name]) => !shown.has(name))
    const next = Object.fromEntries([...shown, ...others].filter(([, text]) => text !== null))
    const step = isStep
    isWaiting = false
    isStep = false
    const names = new Set([...Object.keys(query), ...Object.keys(next)])
    if ([...names].every((name) => query[name] === next[name])) return
    await (step ? router.push({ query: next }) : router.replace({ query: next }))
  }

  function schedule(step: boolean): void {
    isStep ||= step
    if (isWaiting) return
    isWaiting = true
    void write()
  }

  /** What the address says of a parameter, where that is not what is shown. */
  function otherThanShown({ name, read }: QueryParam): string | null {
    const text = queryText(router.currentRoute.value.query[name])
    return text === read() ? null : text
  }

  function show(param: QueryParam): void {
    const text = otherThanShown(param)
    if (text !== null) param.apply(text)
  }

  /** Whether the address is about something else, such as the account that was just left. */
  function isAboutAnother(): boolean {
    return [...params].some((param) => param.decides === true && otherThanShown(param) !== null)
  }

  /** Shows what the address says. Parameters that come first may decide over later ones. */
  function follow(): void {
    for (const param of params) {
      show(param)
      if (param.decides === true && otherThanShown(param) !== null) break
    }
    schedule(false)
  }

  router.afterEach((_to, _from, failure) => {
    if (failure === undefined) follow()
  })

  return {
    add(param) {
      if (!isAboutAnother()) show(param)
      params.add(param)
      schedule(false)
      const stop = watch([param.read, param.settled ?? param.read], (_now, [, before]) => {
        // Only what was in the address is worth a way back to.
        const said = queryText(router.currentRoute.value.query[param.name])
        schedule(typeof before === 'string' && before === said)
      })
      return () => {
        stop()
        params.delete(param)
      }
    },
  }
}

/**
 * Keeps something that is shown and the address of the screen the same, for as long as the component
 * is there: what the user changes is a step in the history, and a step back, forward or along a link
 * shows what the address names. What the address doesn't name stays as it is, and is added to it.
 */
export function useRouteQuery(...params: QueryParam[]): void {
  const router = useRouter()
  let sync = syncs.get(router)
  if (sync === undefined) {
    sync = createSync(router)
    syncs.set(router, sync)
  }
  const stops = params.map((param) => sync.add(param))
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })
}
