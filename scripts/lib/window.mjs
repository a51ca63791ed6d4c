import process from 'node:process'
import { electronBinary } from './project.mjs'

/**
 * Why Electron can't open a window here, found out without starting it.
 * @param {object} [machine] what to look at; this machine by default
 * @param {NodeJS.ProcessEnv} [machine.environment]
 * @param {string} [machine.platform]
 * @param {boolean} [machine.isRoot]
 * @param {string | null} [machine.binary]
 * @returns {{ why: string, remedy: string } | null} `null` when nothing speaks against it
 */
export function whyNoWindow({
  environment = process.env,
  platform = process.platform,
  isRoot = process.getuid?.() === 0,
  binary = electronBinary(environment),
} = {}) {
  if (binary === null) {
    return { why: 'the Electron binary is not installed', remedy: 'type: npx install-electron' }
  }
  if (platform !== 'linux') return null
  if (isRoot) {
    return {
      why: "Electron's sandbox refuses to run as root",
      remedy: 'sign in as an ordinary user and run it again',
    }
  }
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return {
      why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)',
      remedy: 'run it in a desktop session, or under xvfb-run',
    }
  }
  return null
}
