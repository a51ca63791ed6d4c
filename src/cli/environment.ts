import type { z } from 'zod'
import { EndpointOverrides, Place } from '../shared/model/account.ts'
import { ProjectId } from '../shared/model/ids.ts'
import { Secret, SignIn } from '../shared/model/sign-in.ts'
import { UsageError } from './exit-codes.ts'
import { chooseWay, lackedBy, variables, waysInWords, type Variable } from './ways.ts'

/** Who asks, and where, as the environment says. */
export interface Asker {
  place: Place
  signIn: SignIn
  secret: Secret
  /** `null` when none is named: then it is chosen from the list the service returns. */
  projectId: ProjectId | null
  /** What was chosen among several things that are set, one sentence each. */
  notes: string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Which part of the cloud is meant, as far as it is said. */
export interface NamedPlace {
  region: string | null
  projectId: ProjectId | null
  endpoints: EndpointOverrides
}

export interface EndpointOptions {
  iamEndpoint?: string
  dbssEndpoint?: string
  ddmEndpoint?: string
}

/**
 * @throws UsageError that names every variable that is missing or breaks a rule; never a value
 */
export function readAsker(environment: Environment, options: EndpointOptions): Asker {
  const endpoints = readEndpoints(options)
  const isSet = (name: Variable): boolean => (environment[name]?.trim() ?? '') !== ''
  const { way, notes } = chooseWay(isSet)
  const projectVariable = isSet('HW_PROJECT_ID') ? 'HW_PROJECT_ID' : 'HUAWEICLOUD_SDK_PROJECT_ID'
  const missing = [
    ...(way === null ? [] : lackedBy(way, isSet)),
    ...(isSet('HW_REGION_NAME') ? [] : (['HW_REGION_NAME'] as const)),
  ]
  if (way === null || missing.length > 0) throw new UsageError(whatIsMissing(way === null, missing))
  if (way.method === 'password-totp' && !isSet(projectVariable)) {
    throw new UsageError(
      'HW_PROJECT_ID is needed with HW_PASSCODE: a one-time code opens one sign-in, which leaves none to list the projects with. The console shows project ids under My Credentials.',
    )
  }

  const given: Record<string, string | undefined> = { method: way.method }
  for (const [field, name] of Object.entries(way.fields)) {
    // A space may belong to a password, never to a key or a name.
    given[field] = field === 'password' ? environment[name] : environment[name]?.trim()
  }
  const rules: string[] = []
  const check = <Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    nameOf: (field: string) => string,
  ): z.output<Schema> | undefined => {
    const { data, error } = schema.safeParse(value)
    for (const { path, message } of error?.issues ?? []) {
      rules.push(`${nameOf(String(path[0]))} ${message}`)
    }
    return data
  }
  const ofWay = (field: string): string => way.fields[field] ?? field
  const signIn = check(SignIn, given, ofWay)
  const secret = check(Secret, given, ofWay)
  const region = environment['HW_REGION_NAME']
  const place = check(Place, { region, endpoints }, () => 'HW_REGION_NAME')
  const projectId = isSet(projectVariable)
    ? check(ProjectId, environment[projectVariable], () => projectVariable)
    : null
  if (
    signIn === undefined ||
    secret === undefined ||
    place === undefined ||
    projectId === undefined
  ) {
    throw new UsageError(rules.join('\n'))
  }
  return { place, signIn, secret, projectId, notes }
}

/**
 * Which part of the cloud the environment names; takes no notice of who would ask there.
 * @throws UsageError that names every variable that breaks a rule
 */
export function readPlace(environment: Environment, options: EndpointOptions): NamedPlace {
  const endpoints = readEndpoints(options)
  const rules: string[] = []
  const read = <Schema extends z.ZodType>(
    schema: Schema,
    ...names: Variable[]
  ): z.output<Schema> | null => {
    const name = names.find((one) => (environment[one]?.trim() ?? '') !== '')
    if (name === undefined) return null
    const { data, error } = schema.safeParse(environment[name])
    rules.push(...(error?.issues ?? []).map(({ message }) => `${name} ${message}`))
    return data ?? null
  }
  const region = read(Place.shape.region, 'HW_REGION_NAME')
  const projectId = read(ProjectId, 'HW_PROJECT_ID', 'HUAWEICLOUD_SDK_PROJECT_ID')
  if (rules.length > 0) throw new UsageError(rules.join('\n'))
  return { region, projectId, endpoints }
}

function whatIsMissing(anyWay: boolean, missing: readonly Variable[]): string {
  const rows = missing.map((name) => `  ${name}  ${variables[name]}`)
  const ways = waysInWords.map(({ title, needed }) => `  ${title}: ${needed.join(', ')}`)
  return [
    'The environment lacks what is needed to sign in:',
    ...rows,
    ...(anyWay
      ? ['One way to sign in (--help without a command says more of each):', ...ways]
      : []),
    'Set it, or type --demo to look at a demo tenant.',
  ].join('\n')
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
