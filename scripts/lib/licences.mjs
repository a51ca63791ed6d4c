/** Licences that ask for no more than to be named. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
])

/** Packages that are in order for a reason of their own, by the start of their name. */
const exceptions = [
  { name: 'lightningcss', reason: 'MPL-2.0, a build tool; none of it is in the app' },
  { name: 'axe-core', reason: 'MPL-2.0, used by tests alone; none of it is in the app' },
  { name: 'caniuse-lite', reason: 'CC-BY-4.0, data of the build; none of it is in the app' },
  { name: 'vaul-vue', reason: 'its manifest states none; its repository states MIT' },
]

/**
 * Finds packages whose licence nobody has looked at. All packages count, because what Vite bundles
 * into the window are development dependencies in package.json.
 * @param {{ packages: Record<string, { license?: string }> }} lockfile package-lock.json
 * @returns {string[]} one line for each
 */
export function licenceProblems({ packages }) {
  return Object.entries(packages)
    .map(([path, { license }]) => ({ name: path.replace(/^.*node_modules\//, ''), license }))
    .filter(({ license }) => license === undefined || !isPermissive(license))
    .filter(({ name }) => !exceptions.some((exception) => name.startsWith(exception.name)))
    .map(({ name, license }) => `${name}: ${license ?? 'no licence stated'}`)
}

/** @param {string} expression SPDX, such as `(MIT OR WTFPL)` */
function isPermissive(expression) {
  return expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((id) => permissive.has(id.trim())))
}
