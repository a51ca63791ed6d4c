import type { Section, SectionKey } from '../section.ts'

/** How far a format has come with one file. */
export interface FileProgress {
  /** Relative to the bundle, with forward slashes. */
  file: string
  /** Rows of the section written so far. */
  rows: number
  /** Bytes of the file so far. */
  bytes: number
}

export interface FormatJob {
  sections: readonly Section[]
  /** The bundle's folder, which exists. */
  folder: string
  /** Stops the work; what was begun is removed. */
  signal: AbortSignal
  onProgress(progress: FileProgress): void
}

export interface WrittenFile {
  /** Relative to the bundle, with forward slashes. */
  path: string
  /** `null` where the file holds all of them. */
  section: SectionKey | null
  rows: number | null
  /** What a reader has to know about values that are not written as they are, in English. */
  notes: string[]
}
