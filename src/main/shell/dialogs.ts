import { dialog, type BrowserWindow } from 'electron'

/** Says why the app can't start; there is no window yet that could. */
export function tellWhyNotStarted(reason: string): void {
  dialog.showErrorBox('Audit Desk could not start', reason)
}

/** Asks where to save a CSV file. @returns the path, or `null` if the user closed the dialog */
export async function askWhereToSaveCsv(
  window: BrowserWindow,
  proposedName: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: proposedName,
    filters: [{ name: 'CSV', extensions: ['csv'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return canceled || filePath === '' ? null : filePath
}

const accountFiles = [{ name: 'Accounts (JSON)', extensions: ['json'] }]

/** Asks where to export accounts to. @returns the path, or `null` if the user closed the dialog */
export async function askWhereToSaveAccounts(
  window: BrowserWindow,
  proposedName: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: proposedName,
    filters: accountFiles,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return canceled || filePath === '' ? null : filePath
}

/** Asks for a file of accounts. @returns its path, or `null` if the user closed the dialog */
export async function askForAccounts(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    filters: accountFiles,
    properties: ['openFile'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks for a PEM file. @returns its path, or `null` if the user closed the dialog */
export async function askForCaFile(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    filters: [
      { name: 'Certificates (PEM)', extensions: ['pem', 'crt', 'cer'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks for the folder that a report goes into. @returns its path, or `null` if it was closed */
export async function askForFolder(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks for a report to verify. @returns its path, or `null` if the user closed the dialog */
export async function askForBundle(
  window: BrowserWindow,
  kind: 'folder' | 'zip',
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(
    window,
    kind === 'folder'
      ? { properties: ['openDirectory'] }
      : { properties: ['openFile'], filters: [{ name: 'Zip', extensions: ['zip'] }] },
  )
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks where to save a public key. @returns the path, or `null` if the user closed the dialog */
export async function askWhereToSavePem(
  window: BrowserWindow,
  proposedName: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: proposedName,
    filters: [{ name: 'PEM', extensions: ['pem'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return canceled || filePath === '' ? null : filePath
}
