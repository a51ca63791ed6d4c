import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

// A checkout of the scripts alone, with an npm and an Electron installer that do what the test
// says: the real ones need a network and minutes.
let checkout: string

const lockfile = (version: string) =>
  JSON.stringify({ packages: { '': {}, 'node_modules/vue': { version } } })

function write(path: string, content: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), content)
}

function run(script: string, ...args: string[]) {
  const environment = {
    ...process.env,
    npm_execpath: join(checkout, 'npm-cli.js'),
    // Out of reach of the machine's own apt-get.
    PATH: '',
  }
  for (const name of ['DISPLAY', 'WAYLAND_DISPLAY', 'ELECTRON_OVERRIDE_DIST_PATH']) {
    Reflect.deleteProperty(environment, name)
  }
  return spawnSync(process.execPath, [join(checkout, 'scripts', script), ...args], {
    cwd: checkout,
    env: environment,
    encoding: 'utf8',
  })
}

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'audit-desk-'))
  cpSync('scripts', join(checkout, 'scripts'), { recursive: true })
  write('package.json', '{ "type": "module" }')
  write('package-lock.json', lockfile('3.5.0'))
  write('npm-cli.js', 'console.log("npm was asked:", process.argv[2]); process.exit(1)')
  write('node_modules/.package-lock.json', lockfile('3.5.0'))
  write('node_modules/node/package.json', '{}')
  mkdirSync(join(checkout, 'node_modules/node/bin'))
  const node = process.platform === 'win32' ? 'node.exe' : 'node'
  symlinkSync(process.execPath, join(checkout, 'node_modules/node/bin', node))
  write('node_modules/keytar/index.js', '')
  write('node_modules/electron/package.json', '{ "version": "45.0.0" }')
  write('node_modules/electron/install.js', 'console.error("fetch failed"); process.exit(1)')
})

afterEach(() => {
  rmSync(checkout, { recursive: true })
})

describe('Setup', () => {
  it('says in one sentence that Electron could not be had, and is silent the next time', () => {
    const first = run('setup.mjs')
    expect(first.status).toBe(0)
    expect(first.stderr).toMatch(
      /Electron could not be downloaded \(fetch failed\).*type: npx install-electron\n$/,
    )
    const second = run('setup.mjs')
    expect(second).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  it('says what to do when the keychain module does not load, and goes on', () => {
    write('node_modules/keytar/index.js', 'throw new Error("libsecret-1.so.0 is missing")')
    const { status, stderr } = run('setup.mjs')
    expect(status).toBe(0)
    expect(stderr).toMatch(
      /kept for the run only \(libsecret-1\.so\.0 is missing\); to change that, type: .*npm/,
    )
  })

  it.each([
    ['another version is installed', () => write('package-lock.json', lockfile('3.6.0'))],
    ['nothing is installed', () => rmSync(join(checkout, 'node_modules'), { recursive: true })],
  ])('runs npm ci when %s, and says what to type when that fails', (_what, arrange) => {
    arrange()
    const { status, stdout, stderr } = run('setup.mjs')
    expect(status).toBe(1)
    expect(stderr).toContain('npm was asked: ci')
    expect(stderr).toMatch(/could not be installed; see above, then type: npm ci\n$/)
    expect(stdout).toBe('')
  })

  it('leaves an optional package that is not there alone', () => {
    write(
      'package-lock.json',
      JSON.stringify({
        packages: {
          'node_modules/vue': { version: '3.5.0' },
          'node_modules/fsevents': { version: '2.0.0', optional: true },
        },
      }),
    )
    expect(run('setup.mjs').stderr).not.toContain('npm was asked')
  })
})

describe('Start, where no window can be opened', () => {
  it('says why in one line and does the job in the terminal, with its exit code', () => {
    write('src/cli/index.ts', 'console.log("ran:", ...process.argv.slice(2)); process.exit(3)')
    const { status, stdout, stderr } = run('start.mjs')
    expect(stderr).toMatch(/^audit-desk: no window, because .*\n$/)
    expect(stdout).toBe('ran: tour\n')
    expect(status).toBe(3)
  })
})
