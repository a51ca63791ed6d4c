import { describe, expect, it } from 'vitest'
import { whyElectronDied, whyNoWindow } from '../../../scripts/lib/window.mjs'

const desktop = {
  environment: { DISPLAY: ':0' },
  platform: 'linux',
  isRoot: false,
  binary: '/opt/electron/electron',
  librariesMissing: (): string[] => [],
}

describe('Whether a window can be opened', () => {
  it('finds nothing against a Linux desktop', () => {
    expect(whyNoWindow(desktop)).toBeNull()
  })

  it('takes Wayland for a display', () => {
    expect(whyNoWindow({ ...desktop, environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeNull()
  })

  it('says that root is refused, even where a binary is missing too', () => {
    const obstacle = whyNoWindow({ ...desktop, isRoot: true, binary: null })
    expect(obstacle?.why).toMatch(/sandbox refuses to run as root/)
    expect(obstacle?.remedy).toMatch(/ordinary user/)
  })

  it('says what to type without a binary, on every platform', () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      const obstacle = whyNoWindow({ ...desktop, platform, binary: null })
      expect(obstacle?.remedy).toBe('type: npx install-electron')
    }
  })

  it('says that there is no display', () => {
    expect(whyNoWindow({ ...desktop, environment: {} })?.why).toMatch(/no display/)
  })

  it('asks for a display on Linux only', () => {
    expect(whyNoWindow({ ...desktop, platform: 'darwin', environment: {} })).toBeNull()
  })

  it('names the libraries that are missing', () => {
    const obstacle = whyNoWindow({ ...desktop, librariesMissing: () => ['libgtk-3.so.0'] })
    expect(obstacle?.why).toMatch(/lacks \(libgtk-3\.so\.0\)/)
  })
})

describe('Why Electron died', () => {
  const binary = '/opt/electron/electron'

  it.each([
    'FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly.',
    'FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+',
  ])('knows a refused sandbox by: %s', (output) => {
    const obstacle = whyElectronDied(output, binary)
    expect(obstacle?.why).toMatch(/sandbox/)
    expect(obstacle?.remedy).toContain("sudo chmod 4755 '/opt/electron/chrome-sandbox'")
  })

  it('never suggests to run without the sandbox', () => {
    const output = 'No usable sandbox! ... you can try using --no-sandbox.'
    expect(whyElectronDied(output, binary)?.remedy).not.toContain('--no-sandbox')
  })

  it('knows a display that nobody answers at', () => {
    const output = 'ERROR:ozone_platform_x11.cc(250)] Missing X server or $DISPLAY'
    expect(whyElectronDied(output, binary)?.why).toMatch(/no display/)
  })

  it('names the library that the loader misses', () => {
    const output =
      'electron: error while loading shared libraries: libnss3.so: cannot open shared object file'
    expect(whyElectronDied(output, binary)?.why).toContain('libnss3.so')
  })

  it('leaves a crash of the app itself alone', () => {
    expect(whyElectronDied('Uncaught Exception: TypeError', binary)).toBeNull()
  })
})
