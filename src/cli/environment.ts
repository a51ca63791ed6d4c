import { EndpointOverrides, Identity, Password } from '../shared/model/account.ts'
import { ProjectId } from '../shared/model/ids.ts'
import { UsageError } from './exit-codes.ts'

/** Who asks, and where, as the environment says. */
export interface SignIn {
  identity: Identity
  password: string
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
): SignIn {
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
  const check = (name: Variable, issues: readonly { message: string }[] = []): void => {
    for (const { message } of issues) rules.push(`${name} ${message}`)
  }
  const password = environment['HW_USER_PASSWORD'] ?? ''
  const projectId = valueOf('HW_PROJECT_ID')
  const project = projectId === '' ? null : ProjectId.safeParse(projectId)
  check(
    'HW_DOMAIN_NAME',
    Identity.shape.domainName.safeParse(valueOf('HW_DOMAIN_NAME')).error?.issues,
  )
  check('HW_USER_NAME', Identity.shape.userName.safeParse(valueOf('HW_USER_NAME')).error?.issues)
  check('HW_USER_PASSWORD', Password.safeParse(password).error?.issues)
  check('HW_REGION_NAME', Identity.shape.region.safeParse(valueOf('HW_REGION_NAME')).error?.issues)
  check('HW_PROJECT_ID', project?.error?.issues)
  if (rules.length > 0) throw new UsageError(rules.join('\n'))
  return {
    identity: {
      domainName: valueOf('HW_DOMAIN_NAME'),
      userName: valueOf('HW_USER_NAME'),
      region: valueOf('HW_REGION_NAME'),
      endpoints,
    },
    password,
    projectId: project?.data ?? null,
  }
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
