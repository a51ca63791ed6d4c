import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'

/** From Chrome 131 on the page itself says what stands in the margins of its sheets. */
const numbersPages = Number(process.versions.chrome.split('.')[0]) >= 131
const margins = 'width: 100%; margin: 0 12mm; font: 8pt sans-serif; color: #5b6472; display: flex'
const numbering = {
  displayHeaderFooter: true,
  headerTemplate: '<span></span>',
  footerTemplate: `<div style="${margins}; justify-content: space-between"><span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`,
}

/**
 * Prints a page to PDF in a hidden window of its own, which runs no script, has no network and reads
 * no file but the page.
 * @param page absolute path of an HTML file
 * @param pdf absolute path; must not be there
 * @param signal closes the window, printed or not
 */
export async function printToPdf(page: string, pdf: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const url = pathToFileURL(page).href
  // Kept in memory and under a name of its own, so that nothing is left of it.
  const alone = session.fromPartition(`print-${randomUUID()}`, { cache: false })
  alone.setSpellCheckerDictionaryDownloadURL('data:,')
  alone.setPermissionRequestHandler((_contents, _permission, decide) => {
    decide(false)
  })
  alone.webRequest.onBeforeRequest(({ url: wanted }, decide) => {
    decide({ cancel: wanted !== url })
  })
  const window = new BrowserWindow({
    show: false,
    width: 1120,
    height: 800,
    webPreferences: {
      session: alone,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      javascript: false,
      spellcheck: false,
    },
  })
  const close = (): void => window.destroy()
  signal.addEventListener('abort', close)
  try {
    await window.loadURL(url)
    const printed = await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      generateDocumentOutline: true,
      ...(numbersPages ? {} : numbering),
    })
    await writeFile(pdf, printed, { flag: 'wx' })
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}
