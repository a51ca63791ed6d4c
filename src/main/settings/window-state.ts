import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import { readJsonFile, writeFileAtomically } from '../accounts/atomic-file.ts'

/** In device-independent pixels, as the desktop counts them. */
const Rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
})
export type Rectangle = z.infer<typeof Rectangle>

const WindowState = z.object({
  /** Where the window is, or would be were it not maximised. */
  bounds: Rectangle,
  maximized: z.boolean(),
  /** Chromium's zoom level: 0 is 100 %, each step 20 %. */
  zoom: z.number().min(-8).max(9),
})
export type WindowState = z.infer<typeof WindowState>

/** How much of a window's top must be on a display for it to be found and moved there. */
const grip = { width: 160, height: 40 }

/**
 * Where to open the window: as it was, but never larger than a display nor out of its reach.
 * @param workAreas the part of each display that is free for windows
 * @returns `null` when no display shows it any more
 */
export function placeOn(bounds: Rectangle, workAreas: readonly Rectangle[]): Rectangle | null {
  const area = workAreas.find((candidate) => {
    const left = Math.max(bounds.x, candidate.x)
    const right = Math.min(bounds.x + bounds.width, candidate.x + candidate.width)
    const bottom = candidate.y + candidate.height
    return (
      right - left >= grip.width && bounds.y >= candidate.y - 1 && bounds.y <= bottom - grip.height
    )
  })
  if (area === undefined) return null
  const width = Math.min(bounds.width, area.width)
  const height = Math.min(bounds.height, area.height)
  const within = (value: number, least: number, most: number): number =>
    Math.min(Math.max(value, least), Math.max(least, most))
  return {
    x: within(bounds.x, area.x, area.x + area.width - width),
    y: within(bounds.y, area.y, area.y + area.height - height),
    width,
    height,
  }
}

/** How the window stood when it was last used, kept in a JSON file of the profile. */
export class WindowStateStore {
  readonly #path: string
  #current: WindowState | null
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, current: WindowState | null) {
    this.#path = path
    this.#current = current
  }

  /** A file that is damaged or can't be read is no news worth telling: the window opens as new. */
  static async open(path: string): Promise<WindowStateStore> {
    const { value } = await readJsonFile(path, WindowState.nullable(), 'place of the window').catch(
      (error: unknown) => {
        if (!(error instanceof AuditDeskError)) throw error
        return { value: null }
      },
    )
    return new WindowStateStore(path, value)
  }

  /** `null` until the window was used once. */
  get current(): WindowState | null {
    return this.#current
  }

  /** Keeps it; a failure is not worth a word. `null` forgets it. */
  keep(state: WindowState | null): void {
    this.#current = state
    this.#writing = this.#writing
      .then(() => writeFileAtomically(this.#path, `${JSON.stringify(state)}\n`))
      .catch(() => undefined)
  }

  /** Resolves once all is written; never rejects. */
  async written(): Promise<void> {
    await this.#writing
  }
}
