import { z } from 'zod'
import { AccountId, ProjectId } from './ids.ts'

/** The colours an account may carry; the renderer maps each to a shade per theme. */
export const accountColors = [
  'blue',
  'teal',
  'green',
  'amber',
  'orange',
  'red',
  'pink',
  'violet',
] as const
export const AccountColor = z.enum(accountColors)
export type AccountColor = z.infer<typeof AccountColor>

/** Passwords and tokens travel to these, so only this machine itself may be spoken to in the clear. */
const Endpoint = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with https://' })
  .refine((url) => url.startsWith('https:') || isLoopback(url), {
    error: 'must start with https:// (http:// is only for this machine itself)',
  })
  .refine((url) => !/[@?#]/.test(url), {
    error: 'must be a base URL, without a user, a query or a fragment',
  })
  .transform((url) => url.replace(/\/+$/, ''))

function isLoopback(url: string): boolean {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Endpoints that replace the ones derived from the region: private clouds and Europe need them.
 * Each is a base URL without a trailing slash.
 */
export const EndpointOverrides = z.object({
  iam: Endpoint.optional(),
  dbss: Endpoint.optional(),
  ddm: Endpoint.optional(),
})
export type EndpointOverrides = z.infer<typeof EndpointOverrides>

const name = z.string().trim().min(1, 'must not be empty').max(80, 'must be 80 characters or fewer')
const required = z.string().trim().min(1, 'must not be empty').max(255)

/** Who signs in, and where: all that is needed to ask the cloud, but for the secret. */
export const Identity = z.object({
  region: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be a region id, such as cn-north-4'),
  /** The *account* name of the vendor's console, which its API calls `domain`. */
  domainName: required,
  /** The IAM user's name. */
  userName: required,
  endpoints: EndpointOverrides,
})
export type Identity = z.infer<typeof Identity>

/** A profile that can sign in. Holds no secret: this is what may be on disk and cross the bridge. */
export const Account = Identity.extend({
  id: AccountId,
  name,
  color: AccountColor,
  projectId: ProjectId,
  projectName: z.string(),
  /** True for the tenants of the embedded simulator; such accounts are never written to disk. */
  demo: z.boolean(),
})
export type Account = z.infer<typeof Account>

/** A password on its way in. Nothing of the contract carries one out. */
export const Password = z.string().min(1, 'must not be empty').max(1024)

/** What the account form sends. */
export const NewAccount = Identity.extend({
  name,
  color: AccountColor,
  projectId: ProjectId,
  projectName: z.string(),
  password: Password,
})
export type NewAccount = z.infer<typeof NewAccount>

/** An IAM project the user may enter; a region has one by default and may have more. */
export interface Project {
  id: ProjectId
  /** The region's id for a default project, `region_name` for a sub-project. */
  name: string
  enabled: boolean
}
