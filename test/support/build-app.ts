import { buildIfStale } from '../../scripts/build.mjs'

/** Vitest's global setup of the e2e project: the window under test is always that of these sources. */
export function setup(): void {
  buildIfStale()
}
