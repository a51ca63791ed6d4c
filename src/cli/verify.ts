import { resolve } from 'node:path'
import type { KnownKeys } from '../main/report/bundle/known-keys.ts'
import { verifyInThread } from '../main/report/bundle/verify-in-thread.ts'
import type { BundleVerdict } from '../shared/model/evidence.ts'
import { formatCount, visible } from './output/text.ts'
import type { Verifying } from './report-program.ts'
import type { Words } from './words.ts'

export interface Verified {
  /** Nothing was changed, and the key is known or the one that was named. */
  ok: boolean
  /** What was found, in words. */
  lines: string[]
}

/** @throws AuditDeskError `file` when there is nothing at the path; `cancelled` */
export async function verify(
  { path, fingerprint }: Verifying,
  knownKeys: KnownKeys,
  words: Words,
  signal: AbortSignal,
): Promise<Verified> {
  const verdict = await verifyInThread(resolve(path), {
    knownKeys: await knownKeys.list(),
    signal,
    onProgress: ({ file, files, filesTotal }) =>
      words.progress(`${file}: ${files} of ${filesTotal} files`),
  })
  words.progress('')
  return inWords(verdict, fingerprint)
}

function inWords(verdict: BundleVerdict, fingerprint: string | null): Verified {
  const { intact, bundle, key, files, bytes, further } = verdict
  const isNamed = fingerprint !== null && key?.fingerprint === fingerprint
  const isAnother = fingerprint !== null && !isNamed
  const ok = intact && !isAnother && (verdict.ok || isNamed)
  const findings = verdict.findings.filter(({ kind }) => !(isNamed && kind === 'unknown-key'))
  return {
    ok,
    lines: [
      ok
        ? 'Genuine: nothing was changed, added or taken away since it was signed.'
        : intact
          ? 'Unchanged since it was signed, but not by a key that is known.'
          : 'Not to be relied on.',
      ...findings.map(({ severity, file, text }) =>
        visible(
          `${severity === 'error' ? '' : 'Note: '}${file === null ? '' : `${file}: `}${text}`,
        ),
      ),
      ...(further > 0 ? [`And ${formatCount(further)} more.`] : []),
      ...(isAnother ? ['The key is not the one that was named with --key.'] : []),
      ...(bundle === null
        ? []
        : [
            visible(
              `Made ${bundle.createdAt} by ${bundle.author === '' ? 'an unnamed author' : bundle.author}, Audit Desk ${bundle.appVersion}.`,
            ),
            ...bundle.accounts.map(({ label, region, projectId, demo }) =>
              visible(
                `Shows ${label}, ${region}, project ${projectId}, ${bundle.range.from} to ${bundle.range.to}.${demo ? ' Demo data: no evidence.' : ''}`,
              ),
            ),
            bundle.complete ? 'It says that it is complete.' : 'It says that it is not complete.',
          ]),
      ...(key === null ? [] : [`Signed by key ${key.fingerprint}.`]),
      `${formatCount(files)} files compared, ${formatCount(bytes)} bytes.`,
    ],
  }
}
