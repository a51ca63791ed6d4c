import { EndpointOverrides, Place } from '../shared/model/account.ts'
import { ProjectId } from '../shared/model/ids.ts'
import { Secret, SignIn } from '../shared/model/sign-in.ts'
import { UsageError } from './exit-codes.ts'

/** Who asks, and where, as the environment says. */
export interface Asker {
  place: Place
  signIn: SignIn
  secret: Secret
  /** `null` when none is named: then it is chosen from the list the service returns. */
  projectId: ProjectId | null
}

/** The names the vendor's Terraform provider uses, each with what it holds. */
export const variables = {
  HW_DOMAIN_NAME: 'account name (the console’s, not the user’s)',
  HW_USER_NAME: 'IAM user name',
  HW_USER_PASSWORD: 'the IAM user’s password',
  HW_REGION_NAME: 'region id, such as cn-north-4',
  HW_PROJECT_ID: 'project id; without it the region’s default project is used',
} as const
type Variable = keyof typeof variables

export interface EndpointOptions {
  iamEndpoint?: string
  dbssEndpoint?: string
  ddmEndpoint?: string
}

/**
 * @throws UsageError that names every variable that is missing or breaks a rule; never a value
 */
export function readSignIn(
  environment: Readonly<Record<string, string | undefined>>,
  options: EndpointOptions,
): Asker {
  const endpoints = readEndpoints(options)
  const valueOf = (name: Variable): string => environment[name]?.trim() ?? ''
  const missing = (Object.keys(variables) as Variable[]).filter(
    (name) => name !== 'HW_PROJECT_ID' && valueOf(name) === '',
  )
  if (missing.length > 0) {
    const what = missing.map((name) => `  ${name}  ${variables[name]}`).join('\n')
    throw new UsageError(
      `The environment lacks what is needed to sign in:\n${what}\nSet it, or type --demo to look at a demo tenant.`,
    )
  }
  const rules: string[] = []
  const check = <T>(
    { data, error }: { data?: T; error?: { issues: { path: PropertyKey[]; message: string }[] } },
    nameOf: (field: string) => string,
  ): T | null => {
    for (const { path, message } of error?.issues ?? []) {
      rules.push(`${nameOf(String(path[0]))} ${message}`)
    }
    return data ?? null
  }
  const projectId = valueOf('HW_PROJECT_ID')
  const fields: Readonly<Record<string, Variable>> = {
    domainName: 'HW_DOMAIN_NAME',
    userName: 'HW_USER_NAME',
    password: 'HW_USER_PASSWORD',
    region: 'HW_REGION_NAME',
  }
  const nameOf = (field: string): string => fields[field] ?? field
  const signIn = check(
    SignIn.safeParse({
      method: 'password',
      domainName: valueOf('HW_DOMAIN_NAME'),
      userName: valueOf('HW_USER_NAME'),
    }),
    nameOf,
  )
  const secret = check(
    Secret.safeParse({ method: 'password', password: environment['HW_USER_PASSWORD'] }),
    nameOf,
  )
  const place = check(Place.safeParse({ region: valueOf('HW_REGION_NAME'), endpoints }), nameOf)
  const project =
    projectId === '' ? null : check(ProjectId.safeParse(projectId), () => 'HW_PROJECT_ID')
  if (signIn === null || secret === null || place === null || rules.length > 0) {
    throw new UsageError(rules.join('\n'))
  }
  return { place, signIn, secret, projectId: project }
}

function readEndpoints(options: EndpointOptions): EndpointOverrides {
  const { iamEndpoint: iam, dbssEndpoint: dbss, ddmEndpoint: ddm } = options
  const parsed = EndpointOverrides.safeParse({
    ...(iam === undefined ? {} : { iam }),
    ...(dbss === undefined ? {} : { dbss }),
    ...(ddm === undefined ? {} : { ddm }),
  })
  if (parsed.success) return parsed.data
  throw new UsageError(
    parsed.error.issues
      .map(({ path, message }) => `--${path.map(String).join('.')}-endpoint ${message}`)
      .join('\n'),
  )
}
