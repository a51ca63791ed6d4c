import { describe, expect, it } from 'vitest'
import { AppMenu } from '../../../src/shared/model/menu.ts'

const action = { kind: 'action', id: 'go.risk', label: 'Risk', enabled: true }
const menu = (...items: unknown[]): unknown => [{ label: 'Go', items }]

describe('a menu that the window describes', () => {
  it.each([
    ['an action', action],
    ['its keys', { ...action, accelerator: 'CmdOrCtrl+Shift+L' }],
    ['an arrow key', { ...action, accelerator: 'Alt+Left' }],
    ['what it stands at', { ...action, checked: true }],
    ['what Electron does itself', { kind: 'role', role: 'copy', label: 'Copy' }],
    ['a line between', { kind: 'separator' }],
  ])('may hold %s', (_what, item) => {
    expect(AppMenu.safeParse(menu(item)).success).toBe(true)
  })

  it.each([
    ['a role that does more than menus do', { kind: 'role', role: 'reload', label: 'Reload' }],
    ['the developer’s tools', { kind: 'role', role: 'toggleDevTools', label: 'Tools' }],
    ['keys that Electron can’t read', { ...action, accelerator: 'Hyper+K' }],
    ['an id of another form', { ...action, id: '<script>' }],
    ['no label', { ...action, label: ' ' }],
    ['a label without end', { ...action, label: 'x'.repeat(121) }],
  ])('may not hold %s', (_what, item) => {
    expect(AppMenu.safeParse(menu(item)).success).toBe(false)
  })

  it('is never empty, nor without end', () => {
    expect(AppMenu.safeParse([]).success).toBe(false)
    expect(AppMenu.safeParse(menu()).success).toBe(false)
    expect(AppMenu.safeParse(menu(...Array.from({ length: 61 }, () => action))).success).toBe(false)
  })
})
