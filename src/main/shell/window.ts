import { BrowserWindow, nativeTheme, screen } from 'electron'
import { placeOn, type WindowState } from '../settings/window-state.ts'

export interface WindowOptions {
  preload: string
  url: string
  /** How the window stood when it was last used; `null` for the first time. */
  state: WindowState | null
  /** Told how the window stands, a moment after that has changed. */
  onState: (state: WindowState) => void
}

const defaultSize = { width: 1440, height: 900 }
/** How long the window must have been left alone before its place is kept, in milliseconds. */
const rest = 400

/** Opens the app's one window; it is shown once it has something to show. */
export function openWindow({ preload, url, state, onState }: WindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const place = state === null ? null : placeOn(state.bounds, workAreas)
  const window = new BrowserWindow({
    ...(place ?? fittingSize()),
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
  if (state?.maximized === true) window.maximize()
  window.once('ready-to-show', () => {
    window.show()
  })
  window.webContents.once('did-finish-load', () => {
    window.webContents.setZoomLevel(state?.zoom ?? 0)
    watchState(window, onState)
  })
  void window.loadURL(url)
  return window
}

/** Puts the window back to how it opens for the first time. */
export function resetWindow(window: BrowserWindow): void {
  window.unmaximize()
  const { width, height } = fittingSize()
  window.setSize(width, height)
  window.center()
  window.webContents.setZoomLevel(0)
}

function fittingSize(): { width: number; height: number } {
  const { width, height } = screen.getPrimaryDisplay().workAreaSize
  return {
    width: Math.min(defaultSize.width, width),
    height: Math.min(defaultSize.height, height),
  }
}

function watchState(window: BrowserWindow, onState: (state: WindowState) => void): void {
  let timer: NodeJS.Timeout | undefined
  const tell = (): void => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    onState({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      zoom: window.webContents.getZoomLevel(),
    })
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(tell, rest)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  // The zoom has no event of its own that tells of every way to change it.
  window.on('close', tell)
  window.on('closed', () => {
    clearTimeout(timer)
  })
}
