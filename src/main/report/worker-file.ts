import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Where a worker's file is.
 * @param from `import.meta.url` of the module that starts it
 * @param source its TypeScript, relative to that module
 * @param built its name beside the built app's main file, of which that module may be a chunk
 */
export function workerFile(from: string, source: string, built: string): URL {
  if (from.endsWith('.ts')) return new URL(source, from)
  const beside = new URL(`./${built}`, from)
  return existsSync(fileURLToPath(beside)) ? beside : new URL(`../${built}`, from)
}
