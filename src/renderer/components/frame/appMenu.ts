import type { AppMenu, MenuItem } from '../../../shared/model/menu.ts'
import type { Action } from '../../composables/useActions.ts'
import type { MessageKey, Translate } from '../../i18n/index.ts'

const separator: MenuItem = { kind: 'separator' }
/** More than this many accounts are for the switcher and the palette. */
const shownAccounts = 20

/** The words of an action in the language in use. */
export function actionLabel({ label, named }: Action, t: Translate): string {
  return typeof label === 'string' ? t(label, named) : label.text
}

/** The application's menu bar: every action with its keys, and what desktop programs offer. */
export function appMenu(actions: readonly Action[], t: Translate, isMac: boolean): AppMenu {
  const role = (name: Extract<MenuItem, { kind: 'role' }>['role']): MenuItem => ({
    kind: 'role',
    role: name,
    label: t(`menu.roles.${name}`, { app: t('frame.appName') }),
  })

  function item(action: Action): MenuItem {
    return {
      kind: 'action',
      id: action.id,
      label: actionLabel(action, t).slice(0, 120),
      enabled: action.enabled !== false,
      ...(action.shortcut === undefined ? {} : { accelerator: action.shortcut }),
      ...(action.checked === undefined ? {} : { checked: action.checked }),
    }
  }

  /** The actions of a menu; those of one kind (`theme.…`, `language.…`) stand together. */
  function itemsOf(menu: Action['menu']): MenuItem[] {
    const shown = actions.filter((action) => action.menu === menu)
    return shown.flatMap((action, index) => {
      const before = shown[index - 1]
      const isSet = action.checked !== undefined
      const differs =
        before !== undefined && isSet && before.id.split('.')[0] !== action.id.split('.')[0]
      const startsSet = before !== undefined && isSet && before.checked === undefined
      return differs || startsSet ? [separator, item(action)] : [item(action)]
    })
  }

  function menu(label: MessageKey, ...sections: MenuItem[][]): AppMenu[number][] {
    const filled = sections.filter((section) => section.length > 0)
    const items = filled.flatMap((section, index) =>
      index === 0 ? section : [separator, ...section],
    )
    return items.length === 0 ? [] : [{ label: t(label), items }]
  }

  return [
    ...(isMac
      ? menu(
          'frame.appName',
          [role('about')],
          [role('services')],
          [role('hide'), role('hideOthers'), role('unhide')],
          [role('quit')],
        )
      : []),
    ...menu('menu.file', itemsOf('file'), isMac ? [role('close')] : [role('quit')]),
    ...menu(
      'menu.edit',
      [role('undo'), role('redo')],
      [role('cut'), role('copy'), role('paste'), role('selectAll')],
    ),
    ...menu(
      'menu.view',
      itemsOf('view'),
      [role('resetZoom'), role('zoomIn'), role('zoomOut')],
      [role('togglefullscreen')],
    ),
    ...menu('menu.go', itemsOf('go')),
    ...menu('menu.account', itemsOf('account').slice(0, shownAccounts)),
    ...menu('menu.window', isMac ? [role('minimize')] : [role('minimize'), role('close')]),
  ]
}
