/** Whether Cmd takes the place of Ctrl. */
export const isMac = navigator.platform.startsWith('Mac')

/** A key with its modifiers, as Electron writes it: `CmdOrCtrl+Shift+L`. */
export type Shortcut = string

const named: Readonly<Record<string, string>> = { Left: 'ArrowLeft', Right: 'ArrowRight' }

interface Keys {
  ctrl: boolean
  meta: boolean
  alt: boolean
  shift: boolean
  key: string
}

function parse(shortcut: Shortcut, mac: boolean): Keys {
  const parts = shortcut.split('+')
  const either = parts.includes('CmdOrCtrl')
  return {
    ctrl: parts.includes('Ctrl') || (either && !mac),
    meta: either && mac,
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
    key: parts.at(-1) ?? '',
  }
}

/** Whether a key press is this shortcut, on whatever layout of the keyboard. */
export function isPressed(shortcut: Shortcut, event: KeyboardEvent, mac: boolean = isMac): boolean {
  const { ctrl, meta, alt, shift, key } = parse(shortcut, mac)
  if (event.ctrlKey !== ctrl || event.metaKey !== meta) return false
  if (event.altKey !== alt || event.shiftKey !== shift) return false
  // With Alt or Shift a digit's key gives another character; its place stays the same.
  if (/^[0-9]$/.test(key)) return event.code === `Digit${key}`
  if (/^[A-Z]$/.test(key)) {
    const isLatin = /^[a-z]$/i.test(event.key)
    return isLatin ? event.key.toUpperCase() === key : event.code === `Key${key}`
  }
  return event.key === (named[key] ?? key)
}

/** The keys one by one, as they are written on them. */
export function keyNames(shortcut: Shortcut, mac: boolean = isMac): string[] {
  const { ctrl, meta, alt, shift, key } = parse(shortcut, mac)
  const arrows: Readonly<Record<string, string>> = { Left: '←', Right: '→' }
  return [
    ctrl ? (mac ? '⌃' : 'Ctrl') : null,
    alt ? (mac ? '⌥' : 'Alt') : null,
    shift ? (mac ? '⇧' : 'Shift') : null,
    meta ? '⌘' : null,
    arrows[key] ?? key,
  ].filter((name) => name !== null)
}
