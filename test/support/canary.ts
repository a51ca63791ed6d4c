import { readFile, readdir } from 'node:fs/promises'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Secrets that are recognised wherever they turn up, whatever they were encoded as: raw, in JSON, in
 * a URL and in HTML their core stays as it is; for Base64 and hexadecimal the core's own form is
 * looked for, at each of the three places it can have in a group of Base64.
 */
export class Canaries {
  readonly #forms = new Map<string, string>()

  /**
   * @param name what to call it when it is found
   * @param core the part of the secret that needs no encoding: letters and digits
   */
  add(name: string, core: string): void {
    this.#forms.set(core, name)
    this.#forms.set(Buffer.from(core).toString('hex'), `${name}, in hexadecimal`)
    for (const before of ['', 'x', 'xx']) {
      const text = Buffer.from(before + core)
        .toString('base64')
        .replace(/=+$/, '')
      // The ends also depend on what stands beside the core.
      const inner = text.slice(before === '' ? 0 : 4, -2)
      this.#forms.set(inner, `${name}, in Base64`)
    }
  }

  /** What of them stands in the text. */
  findIn(text: string): string[] {
    const found = [...this.#forms].flatMap(([form, name]) => (text.includes(form) ? [name] : []))
    return [...new Set(found)]
  }
}

/** Every file below a folder, with its path. */
export async function readFolder(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return { path, text: await readFile(path, 'latin1') }
      }),
  )
}

/** The command lines of all processes of this machine, where it shows them. */
export function readCommandLines(): string {
  if (!existsSync('/proc')) return ''
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
      } catch {
        // It has ended meanwhile.
        return ''
      }
    })
    .join('\n')
}
