import { z } from 'zod'
import { reportFormats, ReportLanguage, reportSections } from '../../../shared/model/report.ts'
import { canonicalJson } from './canonical.ts'
import { pathProblem, shown } from './paths.ts'
import { secretNames, urlProblem } from './no-secret.ts'

const Count = z.int().min(0)
const Instant = z.iso.datetime().describe('ISO 8601 in UTC')
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
const Base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be Base64')
const Sentences = z.array(z.string())
const Endpoint = z.string().regex(/^https?:\/\/[^/?#@\s]+(\/[^?#@\s]*)?$/, 'must be a base URL')
/** Shown as it is, because it has to be compared as it is. */
const Name = z
  .string()
  .refine((name) => shown(name) === name, 'must have no characters that can’t be seen')
const Range = z.strictObject({ from: Instant, to: Instant })
const AccountPosition = Count.describe('The account: its position in accounts, from 0')

const FilePath = z
  .string()
  .regex(/^[^/\\:]+(\/[^/\\:]+)*$/, 'must be relative to the bundle')
  .superRefine((path, context) => {
    const problem = pathProblem(path)
    if (problem !== null) context.addIssue({ code: 'custom', message: `can’t be: ${problem}` })
  })
  .describe('Relative to the bundle, with forward slashes')

const Account = z.strictObject({
  label: z.string().describe('The name the author gave it'),
  region: Name,
  project_id: Name,
  project_name: z.string(),
  endpoints: z.strictObject({ dbss: Endpoint, ddm: Endpoint }),
  demo: z.boolean().describe('A made-up tenant: nothing of it is evidence'),
  instances: z.array(
    z.strictObject({
      service: z.enum(['dbss', 'ddm']),
      id: z.string(),
      name: z.string().nullable(),
    }),
  ),
})

const Request = z.strictObject({
  method: z.enum(['GET', 'POST']),
  url: z
    .string()
    .regex(/^https?:\/\/[^/?#@\s]+(\/[^#\s]*)?$/, 'must be a URL without a user')
    .superRefine((url, context) => {
      const problem = urlProblem(url)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    })
    .describe('As it was asked, query included'),
  body: z
    .string()
    .nullable()
    .refine((body) => body === null || secretNames(body).length === 0, 'must not hold a secret')
    .describe('What was sent, as it was sent; null for a GET'),
  request_id: z.string().nullable().describe('X-Request-Id of the answer'),
  server_date: Instant.nullable().describe('Date of the answer, by the clock of the service'),
  fetched_at: Instant.describe('When it had been read to its end, by the clock of the computer'),
  raw: FilePath.nullable().describe('The file with the answer as received; null where not kept'),
})

const Parameter = z
  .strictObject({ name: z.string(), value: z.string() })
  .refine(({ name }) => secretNames(`"${name}":`).length === 0, 'must not be a secret')

const Question = z.strictObject({
  account: AccountPosition,
  section: z.string().describe('The table that it answers, such as sessions'),
  kind: z.string().describe('What was asked, such as sessions or kill-log'),
  parameters: z.array(Parameter),
  requests: z.array(Request),
  rows_obtained: Count,
  total_count: Count.nullable().describe(
    'What the service counted, of a kill log all windows together; null where it gave none, or where windows share rows or reach beyond the range',
  ),
  complete: z.boolean(),
  missing: Sentences.describe('What is not there; empty when it is complete'),
})

const Coverage = z.strictObject({
  account: AccountPosition,
  instance_id: z.string(),
  range: Range,
  rows: Count.describe('Distinct rows over the whole range'),
  complete: z.boolean(),
  reasons: Sentences,
  windows: z.array(
    z.strictObject({
      from: Instant,
      to: Instant,
      total_count: Count.nullable(),
      rows_obtained: Count,
      missing: z.string().nullable().describe('Why it is not complete; null when it is'),
      collected_at: Instant.nullable(),
    }),
  ),
})

const Assumption = z.strictObject({
  account: AccountPosition.nullable().describe('null: all of them'),
  subject: z.string().describe('Such as dbss_time_zone'),
  value: z.string(),
  source: z.string().describe('Where it is from, in words'),
})

const File = z.strictObject({
  path: FilePath,
  size: Count.describe('Bytes'),
  sha256: Sha256,
  role: z.enum(['data', 'raw', 'report']),
  section: z.string().nullable().describe('The table it holds; null where it holds several'),
  rows: Count.nullable(),
})

export const KeyRecord = z.strictObject({
  fingerprint: Sha256.describe('SHA-256 of the public key as SPKI DER'),
  public_key: Base64.describe('SPKI DER'),
  from: Instant,
  to: Instant.nullable().describe('null: in use'),
  previous: Sha256.nullable().describe('The key that it replaced'),
  succession: Base64.nullable().describe(
    'Signature of the previous key over "audit-desk-key-succession\\n<previous>\\n<fingerprint>\\n<from>\\n"; null where that key was lost',
  ),
})
export type KeyRecord = z.infer<typeof KeyRecord>

const SigningKey = z.strictObject({
  algorithm: z.literal('Ed25519'),
  fingerprint: Sha256,
  kept: z.enum(['keychain', 'memory']).describe('memory: the key lived for one run of the app'),
  history: z.array(KeyRecord).describe('The key and those it replaced, oldest first'),
})

/**
 * `manifest.json`: what a bundle shows, from where, and what each of its files has to be. Holds no
 * secret: it has no place for one, and what could carry one is looked over.
 */
export const Manifest = z.strictObject({
  format: z.literal('audit-desk-bundle'),
  schema_version: z.literal(1),
  app: z.strictObject({ name: z.string(), version: z.string() }),
  created: z.strictObject({
    at: Instant,
    time_zone: z.string().describe('IANA name, of the computer'),
    author: z.string(),
    language: ReportLanguage,
  }),
  accounts: z.array(Account).min(1),
  range: Range,
  sections: z.array(z.enum(reportSections)),
  formats: z.array(z.enum(reportFormats)),
  complete: z.boolean(),
  reasons: Sentences.describe('Why it is not complete; empty when it is'),
  questions: z.array(Question),
  coverage: z.array(Coverage).describe('What was asked and obtained of each kill log'),
  assumptions: z.array(Assumption),
  notes: z.array(z.strictObject({ file: FilePath.nullable(), text: z.string() })),
  reviewer_note: z.string(),
  files: z.array(File),
  signing_key: SigningKey,
})
export type Manifest = z.infer<typeof Manifest>
export type ManifestFile = z.infer<typeof File>

/** What the report knows before its files are hashed and signed. */
export type ManifestFacts = Omit<
  Manifest,
  'format' | 'schema_version' | 'complete' | 'reasons' | 'files' | 'signing_key'
>

/** JSON Schema (2020-12) of the manifest, as in `docs/manifest.schema.json`. */
export function manifestJsonSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Manifest of an Audit Desk bundle',
    ...z.toJSONSchema(Manifest, { target: 'draft-2020-12', io: 'output' }),
  }
}

/** The one form of a manifest's bytes: keys in order of their code units, two spaces, LF, UTF-8. */
export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(canonicalJson(manifest), 'utf8')
}

/**
 * Why a report isn't complete, one sentence each; empty when it is.
 * @param facts what was asked and obtained
 */
export function incompleteness(
  facts: Pick<Manifest, 'accounts' | 'questions' | 'coverage'>,
): string[] {
  const label = (position: number): string => facts.accounts[position]?.label ?? String(position)
  const reasons = [
    ...facts.questions.flatMap(({ account, kind, complete, missing }) =>
      complete
        ? []
        : (missing.length > 0 ? missing : ['Not all of it was obtained.']).map(
            (sentence) => `${label(account)}, ${kind}: ${sentence}`,
          ),
    ),
    ...facts.coverage.flatMap(({ account, instance_id, complete, reasons }) =>
      complete
        ? []
        : (reasons.length > 0 ? reasons : ['Not all of it was obtained.']).map(
            (sentence) => `${label(account)}, kill log of ${instance_id}: ${sentence}`,
          ),
    ),
  ]
  return [...new Set(reasons)]
}
