import { open } from 'node:fs/promises'
import { z } from 'zod'
import { AuditDeskError, inputError } from '../../shared/errors.ts'
import {
  Account,
  AccountName,
  EndpointOverrides,
  GroupName,
  isPlainText,
} from '../../shared/model/account.ts'
import { SignIn } from '../../shared/model/sign-in.ts'

const format = 'audit-desk-accounts'
const version = 1

/** Far more than anybody has accounts: 2,000 take half of it, in bytes. */
const largestFile = 1024 * 1024
const mostAccounts = 2000
/** Of any text in the file, in characters. */
const longestText = 2048
/** Of objects in objects; the format has four. */
const deepest = 8

const [password, passwordTotp, accessKey, temporaryAccessKey, agency, token] = SignIn.options

/**
 * An account as it is handed on: who signs in, where, and how it looks. There is no field that could
 * hold a secret, and a file with any other field is refused.
 */
const WrittenProfile = z.strictObject({
  name: AccountName,
  color: Account.shape.color,
  group: GroupName.optional(),
  region: Account.shape.region,
  projectId: Account.shape.projectId,
  projectName: Account.shape.projectName,
  endpoints: EndpointOverrides.strict(),
  dbssTimeZone: Account.shape.dbssTimeZone,
  signIn: z.discriminatedUnion('method', [
    password.strict(),
    passwordTotp.strict(),
    accessKey.strict(),
    temporaryAccessKey.strict(),
    agency.strict(),
    token.strict(),
  ]),
})
export type WrittenProfile = z.infer<typeof WrittenProfile>

const ProfileFile = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  /** ISO 8601 in UTC. */
  exportedAt: z.iso.datetime(),
  accounts: z.array(z.unknown()).max(mostAccounts, `must be ${mostAccounts} or fewer`),
})

/** What was read of one account: the profile, or the rules it breaks. */
export type ReadProfile =
  | { ok: true; profile: WrittenProfile }
  /** `name`: as far as it can be shown. */
  | { ok: false; name: string | null; rules: string[] }

/** The file that accounts are handed on in. Holds no secret: the profiles have none. */
export function writeProfiles(accounts: readonly Account[], now: Date): string {
  const file: z.input<typeof ProfileFile> = {
    format,
    version,
    exportedAt: now.toISOString(),
    accounts: accounts.map(written),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

function written(account: Account): z.input<typeof WrittenProfile> {
  const { name, color, group, region, projectId, projectName, endpoints, dbssTimeZone } = account
  return {
    name,
    color,
    ...(group === undefined ? {} : { group }),
    region,
    projectId,
    projectName,
    endpoints,
    dbssTimeZone,
    signIn: SignIn.parse(account.signIn),
  }
}

/**
 * Reads a file of accounts that anybody may have written. What is wrong with the whole file is an
 * error; what is wrong with one account is said of it.
 * @throws AuditDeskError `file` when it can't be read, `input` when it is no such file
 */
export async function readProfiles(path: string): Promise<ReadProfile[]> {
  const raw = parse(await readText(path))
  const fault = oddityIn(raw, ['format', 'version', 'exportedAt'])
  if (fault !== null) throw refused(fault)
  const found = z.looseObject({ format: z.unknown(), version: z.unknown() }).safeParse(raw)
  if (!found.success || found.data.format !== format) {
    throw refused('format: is not a file of accounts that Audit Desk exported')
  }
  if (typeof found.data.version === 'number' && found.data.version > version) {
    throw refused(
      `version: is ${found.data.version}, which a later Audit Desk wrote; this one reads up to ${version}`,
    )
  }
  const parsed = ProfileFile.safeParse(raw)
  if (!parsed.success) throw refused(inputError(parsed.error, 'file').message)
  return parsed.data.accounts.map(readProfile)
}

function readProfile(raw: unknown): ReadProfile {
  const name = nameOf(raw)
  const oddity = oddityIn(raw)
  if (oddity !== null) return { ok: false, name, rules: [oddity] }
  const parsed = WrittenProfile.safeParse(raw)
  if (parsed.success) return { ok: true, profile: parsed.data }
  const rules = inputError(parsed.error, 'account').message.split('; ')
  return { ok: false, name, rules: rules.map(plainly) }
}

/** In the words of who wrote the file, not of who checks it. */
function plainly(rule: string): string {
  return rule.replace(/Invalid input: expected \w+, received undefined$/, 'is missing')
}

function nameOf(raw: unknown): string | null {
  const name =
    typeof raw === 'object' && raw !== null && 'name' in raw
      ? AccountName.safeParse(raw.name)
      : null
  return name?.success === true ? name.data : null
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer
  try {
    const file = await open(path)
    try {
      // Reads no further than it has to, whatever the file says of its size.
      const { buffer, bytesRead } = await file.read(Buffer.alloc(largestFile + 1))
      bytes = buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new AuditDeskError(
      { code: 'file', message: `${path} could not be read.`, retryable: false },
      { cause: error },
    )
  }
  if (bytes.length > largestFile) throw refused('file: is larger than 1 MB')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused('file: is not text in UTF-8')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused('file: is not JSON')
  }
}

/**
 * What no honest file has, wherever it stands.
 * @param only looks at these fields alone
 * @returns the field and the rule it breaks, or `null`
 */
function oddityIn(value: unknown, only?: readonly string[]): string | null {
  const walk = (part: unknown, path: readonly string[]): string | null => {
    const field = path.length === 0 ? 'account' : path.join('.')
    if (path.length > deepest) return `${path.slice(0, 3).join('.')}: is nested too deeply`
    if (typeof part === 'string') {
      if (part.length > longestText) return `${field}: must be ${longestText} characters or fewer`
      return isPlainText(part) ? null : `${field}: must not hold control characters`
    }
    if (typeof part !== 'object' || part === null) return null
    for (const [key, inner] of Object.entries(part)) {
      if (key === '__proto__') return `${[...path, key].join('.')}: is not a field`
      if (path.length === 0 && only !== undefined && !only.includes(key)) continue
      const found = walk(inner, [...path, key.slice(0, 40)])
      if (found !== null) return found
    }
    return null
  }
  return walk(value, [])
}

function refused(message: string): AuditDeskError {
  return new AuditDeskError({
    code: 'input',
    message,
    retryable: false,
    hint: 'Nothing was added.',
  })
}
