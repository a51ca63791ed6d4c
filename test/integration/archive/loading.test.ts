import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The native libraries of DuckDB that a fresh process has loaded once it has imported a module. */
function librariesAfter(module: string, then = ''): string[] {
  const url = new URL(`../../../${module}`, import.meta.url).href
  const program = `const imported = await import(${JSON.stringify(url)}); ${then}
    process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects))`
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  return (JSON.parse(printed) as string[]).filter((path) => path.includes('duckdb'))
}

/** What the app imports of itself before it has a window, but for what needs Electron. */
const atStart = Array.from(
  readFileSync('src/main/index.ts', 'utf8').matchAll(/^import (?!type).*? from '\.\/(.+?\.ts)'/gms),
  ([, path]) => `src/main/${path!}`,
).filter((path) => !/^src\/main\/(shell|bridge\/(serve|events))/.test(path))

it('What the app starts with is looked at', () => {
  expect(atStart).toContain('src/main/archive/archives.ts')
  expect(atStart).toContain('src/main/bridge/handlers.ts')
})

it.each([...atStart, 'src/cli/main.ts'])('DuckDB is not loaded with %s', (module) => {
  expect(librariesAfter(module)).toEqual([])
})

it('DuckDB is loaded with the first archive', () => {
  const inMemory = `const { Archive } = imported
    const archive = await Archive.inMemory({ region: 'r', projectId: 'p', endpoints: { dbss: '', ddm: '' }, accountName: 'a' })
    await archive.close()`
  expect(librariesAfter('src/main/archive/archive.ts', inMemory)).not.toEqual([])
})

it('DuckDB is loaded before the first archive where that is prepared, and no folder made', () => {
  const prepared = `const { Archives } = imported
    await new Archives({ folder: '/nowhere', program: 'a test', tell: () => undefined }).prepare()
    process.getBuiltinModule('node:assert').ok(!process.getBuiltinModule('node:fs').existsSync('/nowhere'))`
  expect(librariesAfter('src/main/archive/archives.ts', prepared)).not.toEqual([])
})
