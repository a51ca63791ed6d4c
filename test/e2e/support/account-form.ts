import type { Locator } from 'playwright-core'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import type { RunningApp } from './app.ts'

/** The ways to sign in, as the form names them. */
export type Way =
  | 'Password'
  | 'Password and one-time code'
  | 'Access key'
  | 'Temporary access key'
  | 'Agency'
  | 'Token'

/** Opens the form that adds an account, and chooses a way to sign in. */
export async function openAccountForm({ page }: RunningApp, way: Way): Promise<Locator> {
  await page.getByRole('button', { name: 'Add account' }).first().click()
  const form = page.getByRole('dialog')
  await chooseWay(form, way)
  return form
}

export async function chooseWay(form: Locator, way: Way): Promise<void> {
  const method = way.toLowerCase().replace(' and one-time code', '-totp').replaceAll(' ', '-')
  await form.locator(`[data-method="${method}"]`).check()
}

/** Fills in fields by their labels. */
export async function fillIn(form: Locator, texts: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(texts)) {
    await form.getByLabel(label, { exact: true }).fill(text)
  }
}

/** Points the form to a simulator, and lists the projects there. */
export async function listProjects(
  form: Locator,
  { iam, dbss, ddm }: Pick<Simulator, 'iam' | 'dbss' | 'ddm'>,
  { region }: Pick<SimulatedTenant, 'region'>,
): Promise<void> {
  await form.getByRole('combobox', { name: 'Region' }).fill(region)
  await form.getByRole('button', { name: 'Endpoints' }).click()
  await fillIn(form, { 'IAM endpoint': iam, 'DBSS endpoint': dbss, 'DDM endpoint': ddm })
  await form.getByRole('button', { name: 'List projects' }).click()
}

/** Names the account and adds it, with the project that is proposed. */
export async function finishAccount(form: Locator, name: string): Promise<void> {
  await fillIn(form, { Name: name })
  await form.getByRole('button', { name: 'Add account' }).click()
  await form.waitFor({ state: 'detached' })
}
