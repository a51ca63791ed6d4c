import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { FaultPlanError, parseFaultPlan, type FaultPlan } from './faults/plan.ts'
import { startSimulator, type SimulatorOptions } from './simulator.ts'

const usage = 'usage: npm run simulator -- [--port 0] [--seed 7] [--faults plan.json]'

function fail(message: string): never {
  process.stderr.write(`simulator: ${message}\n${usage}\n`)
  process.exit(2)
}

function readNumber(name: string, text: string, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= max)) fail(`--${name} must be a whole number from 0 to ${max}, not "${text}"`)
  return value
}

function readPlan(path: string): FaultPlan {
  let plan: unknown
  try {
    plan = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    fail(`--faults ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return parseFaultPlan(plan)
  } catch (error) {
    if (error instanceof FaultPlanError) fail(`--faults ${path}: ${error.message}`)
    throw error
  }
}

function readOptions(): SimulatorOptions {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        seed: { type: 'string', default: '7' },
        faults: { type: 'string' },
      },
    })
    return {
      // Three ports in a row have to exist.
      port: readNumber('port', values.port, 65_533),
      seed: readNumber('seed', values.seed, 4_294_967_295),
      ...(values.faults === undefined ? {} : { faults: readPlan(values.faults) }),
    }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

const options = readOptions()
try {
  const simulator = await startSimulator(options)
  const { iam, dbss, ddm } = simulator
  const tenants = simulator.tenants.map(
    ({ domainName, userName, password, region, projectId }) => ({
      domainName,
      userName,
      password,
      region,
      projectId,
    }),
  )
  process.stdout.write(`${JSON.stringify({ iam, dbss, ddm, tenants })}\n`)
  const stop = () => void simulator.close()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
} catch (error) {
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
