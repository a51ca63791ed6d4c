import { app, session, type IpcMainInvokeEvent, type WebContents } from 'electron'

/**
 * Permissions the page may have. None is granted but writing text to the clipboard, which copying a
 * request id or rows needs; it can only follow a click.
 */
const grantedPermissions: readonly string[] = ['clipboard-sanitized-write']

/**
 * Denies the page everything it has no reason to do, whatever it may be tricked into, and Chromium
 * calls of its own. Comes before anything else once Electron is ready.
 */
export function lockDown(): void {
  // Spelling is not checked, yet every new session fetches a dictionary from Google, unless it is
  // told at once that dictionaries are elsewhere.
  session.defaultSession.setSpellCheckerDictionaryDownloadURL('data:,')
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(grantedPermissions.includes(permission))
  })
  session.defaultSession.setPermissionCheckHandler((_contents, permission) =>
    grantedPermissions.includes(permission),
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    confine(contents)
  })
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Whether a message comes from the top frame of our own page. */
export function isFromPage(event: IpcMainInvokeEvent, pageOrigin: string): boolean {
  const frame = event.senderFrame
  if (frame === null || frame !== event.sender.mainFrame) return false
  try {
    const { protocol, host } = new URL(frame.url)
    // The URL class calls the origin of a scheme it doesn't know "null".
    return `${protocol}//${host}` === pageOrigin
  } catch {
    return false
  }
}
