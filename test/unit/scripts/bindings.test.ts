import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Manifest {
  dependencies: Record<string, string>
}

function manifestOf(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest
}

// The bundle has DuckDB's JavaScript in it and finds the native part by our own dependency.
it('DuckDB’s native part is of the version that its JavaScript asks for', () => {
  const ours = manifestOf('package.json').dependencies
  const asked = manifestOf('node_modules/@duckdb/node-api/package.json').dependencies
  expect(ours['@duckdb/node-bindings']).toBe(asked['@duckdb/node-bindings'])
})
