import { BrowserWindow, nativeTheme } from 'electron'

export interface WindowOptions {
  preload: string
  url: string
}

/** Opens the app's one window; it is shown once it has something to show. */
export function openWindow({ preload, url }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0d141e' : '#f3f5f8',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    window.show()
  })
  void window.loadURL(url)
  return window
}
