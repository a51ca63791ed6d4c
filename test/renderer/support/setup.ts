import icons from '@iconify-json/lucide/icons.json'
import { afterEach } from 'vitest'

// The build bundles the icons its sources name; a test has them all, and asks no service for any.
// Read by the icon library as it is imported, so this has to run before any component.
Object.assign(window, { IconifyPreload: icons, IconifyProviders: { '': { resources: [''] } } })

// What a test's stores put off until later ends with the test. In the next one it would make them
// the active ones again, as Pinia does with every action of a store.
const pending = new Set<NodeJS.Timeout>()
const start = globalThis.setTimeout
const startAndNote = ((...parameters: Parameters<typeof start>) => {
  const timer = start(...parameters)
  pending.add(timer)
  return timer
}) as typeof start
globalThis.setTimeout = Object.assign(startAndNote, start)
afterEach(() => {
  for (const timer of pending) clearTimeout(timer)
  pending.clear()
})
