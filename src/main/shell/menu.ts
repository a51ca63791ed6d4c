import { Menu, app, type MenuItemConstructorOptions } from 'electron'
import type { AppMenu, MenuItem } from '../../shared/model/menu.ts'

/** The menu until the window has told its own: what every desktop program offers. */
export function setFirstMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { role: 'windowMenu' },
    ]),
  )
}

/**
 * Shows the menu that the window describes.
 * @param onClick told the id of the action that was clicked
 */
export function setMenu(menu: AppMenu, onClick: (id: string) => void): void {
  const tools: MenuItemConstructorOptions[] = app.isPackaged ? [] : [{ role: 'toggleDevTools' }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...menu.map(({ label, items }) => ({
        label: literal(label),
        submenu: items.map((item) => describe(item, onClick)),
      })),
      ...(tools.length === 0 ? [] : [{ label: 'Development', submenu: tools }]),
    ]),
  )
}

function describe(item: MenuItem, onClick: (id: string) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' }
    case 'role':
      return { role: item.role, label: literal(item.label) }
    case 'action':
      return {
        id: item.id,
        label: literal(item.label),
        enabled: item.enabled,
        // The window gets the keys first; registered here too, one press would act twice.
        registerAccelerator: false,
        ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator }),
        ...(item.checked === undefined ? {} : { type: 'checkbox' as const, checked: item.checked }),
        click: () => {
          onClick(item.id)
        },
      }
  }
}

/** An ampersand would underline the letter after it. */
function literal(label: string): string {
  return label.replaceAll('&', '&&')
}
