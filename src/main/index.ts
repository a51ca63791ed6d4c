import { app, nativeTheme, session, shell, type BrowserWindow } from 'electron'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Notice } from '../shared/contract/app.ts'
import { AuditDeskError } from '../shared/errors.ts'
import { Accounts } from './accounts/accounts.ts'
import { Diagnoses } from './accounts/diagnoses.ts'
import { demoSeed, demoTenants } from './accounts/demo.ts'
import { Registry } from './accounts/registry.ts'
import { Scopes, type ArchiveFolders } from './accounts/scopes.ts'
import { Transfers } from './accounts/transfers.ts'
import { Vault } from './accounts/vault.ts'
import { Archives } from './archive/archives.ts'
import { emitterFor } from './bridge/events.ts'
import { createHandlers } from './bridge/handlers.ts'
import { serveContract } from './bridge/serve.ts'
import { AllAccounts } from './collect/all-accounts.ts'
import { BackgroundRefresh } from './collect/background-refresh.ts'
import { KillLogRuns } from './collect/kill-log-runs.ts'
import { openLog } from './log.ts'
import type { ReportProfile } from './report/build/profile.ts'
import { FolderService } from './settings/folders.ts'
import { NetworkStore } from './settings/network-settings.ts'
import { PreferencesStore } from './settings/preferences.ts'
import { Runs } from './report/runs.ts'
import { ReportPresets } from './settings/report-presets.ts'
import { WindowStateStore } from './settings/window-state.ts'
import { TickedAccounts } from './settings/ticked-accounts.ts'
import {
  askForAccounts,
  askForBundle,
  askForCaFile,
  askForFolder,
  askWhereToSaveAccounts,
  askWhereToSaveCsv,
  askWhereToSavePem,
  tellWhyNotStarted,
} from './shell/dialogs.ts'
import { isFromPage, lockDown } from './shell/lockdown.ts'
import { setFirstMenu, setMenu } from './shell/menu.ts'
import { printToPdf } from './shell/print.ts'
import { appOrigin, appUrl, declareAppScheme, serveApp } from './shell/protocol.ts'
import { openWindow, resetWindow } from './shell/window.ts'

// The development server replaces the built page, but never in a packaged app.
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const pageUrl = developmentUrl ?? appUrl
const pageOrigin = developmentUrl === undefined ? appOrigin : new URL(developmentUrl).origin

const keychainService = 'dbss-audit-desk'

let window: BrowserWindow | null = null

async function start(): Promise<void> {
  lockDown()
  const profileFolder = app.getPath('userData')
  await mkdir(profileFolder, { recursive: true })
  await chmod(profileFolder, 0o700)

  const log = openLog(join(profileFolder, 'logs'))
  const { registry, notice } = await Registry.open(join(profileFolder, 'accounts.json'))
  // A profile elsewhere has keychain entries of its own, so that none touches another's.
  const isElsewhere = app.commandLine.hasSwitch('user-data-dir')
  const vault = new Vault(isElsewhere ? `${keychainService} (${profileFolder})` : keychainService)
  const { store: network, notice: networkNotice } = await NetworkStore.open(
    join(profileFolder, 'settings.json'),
    vault,
    (url) => session.defaultSession.resolveProxy(url),
  )
  const { store: preferences, notice: preferencesNotice } = await PreferencesStore.open(
    join(profileFolder, 'preferences.json'),
    // The page's media queries, the native dialogs and the window's frame follow.
    ({ theme }) => (nativeTheme.themeSource = theme),
  )
  const windowState = await WindowStateStore.open(join(profileFolder, 'window.json'))
  const emit = emitterFor(() => window?.webContents ?? null)
  const notices = [notice, networkNotice, preferencesNotice].filter((text) => text !== null)
  const tell = (news: Notice): void => {
    if (news.kind === 'warning') notices.push(news.text)
    emit('app.notice', news)
  }
  const warn = (text: string): void => {
    tell({ kind: 'warning', text })
  }
  let reportProfile: Promise<ReportProfile> | null = null
  // The demo's data is of this run only, so nothing of it is left for the next.
  const demoArchiveFolder = join(profileFolder, 'demo-archive')
  await rm(demoArchiveFolder, { recursive: true, force: true })
  const archives = {
    real: new Archives({ folder: join(profileFolder, 'archive'), program: 'Audit Desk', tell }),
    demo: new Archives({ folder: demoArchiveFolder, program: 'Audit Desk', tell }),
  }
  const scopes = new Scopes({
    registry,
    vault,
    network: () => network.current(),
    log,
    archives,
    tellLock: (accountId, lock) => {
      emit('accounts.lock', { accountId, lock })
    },
  })
  const killLogRuns = new KillLogRuns({ scopes, emit })
  const reportRuns = new Runs()
  const allAccounts = new AllAccounts({
    scopes,
    ticks: new TickedAccounts(join(profileFolder, 'all-accounts.json'), warn),
  })
  const accounts = new Accounts({
    registry,
    vault,
    scopes,
    network: () => network.current(),
    startDemo: async () => {
      const { startSimulator } = await import('../simulator/simulator.ts')
      return demoTenants(await startSimulator({ seed: demoSeed }))
    },
    demoWhenEmpty: process.argv.includes('--demo'),
  })

  serveApp(join(import.meta.dirname, '../renderer'))
  serveContract(
    createHandlers({
      accounts,
      diagnoses: new Diagnoses({
        registry,
        vault,
        scopes,
        network: () => network.current(),
        tell: (diagnosis) => {
          emit('accounts.diagnosis', diagnosis)
        },
      }),
      transfers: new Transfers({
        registry,
        askWhereToSave: async (proposedName) =>
          window === null ? null : askWhereToSaveAccounts(window, proposedName),
        askForFile: async () => (window === null ? null : askForAccounts(window)),
      }),
      allAccounts,
      scopes,
      killLogRuns,
      secretsBackend: () => vault.backend(),
      appInfo: {
        version: app.getVersion(),
        platform: process.platform,
        profileFolder,
        notices,
      },
      askWhereToSave: async (proposedName) =>
        window === null ? null : askWhereToSaveCsv(window, proposedName),
      askForCaFile: async () => (window === null ? null : askForCaFile(window)),
      network,
      preferences,
      folders: new FolderService(
        {
          profile: profileFolder,
          archive: archives.real.folder,
          logs: join(profileFolder, 'logs'),
        },
        (path) => shell.openPath(path),
      ),
      setMenu: (menu) => {
        setMenu(menu, (id) => {
          emit('app.menu', { id })
        })
      },
      resetWindow: () => {
        if (window !== null) resetWindow(window)
        windowState.keep(null)
      },
      emit,
      appVersion: app.getVersion(),
      reportProfile: () =>
        (reportProfile ??= import('./report/build/profile.ts').then(({ openReportProfile }) =>
          openReportProfile(profileFolder, vault.signingKeyStore(), warn),
        )),
      reportRuns,
      reportPresets: new ReportPresets(join(profileFolder, 'report-presets.json'), warn),
      askForFolder: async () => (window === null ? null : askForFolder(window)),
      askForBundle: async (kind) => (window === null ? null : askForBundle(window, kind)),
      askWhereToSavePem: async (proposedName) =>
        window === null ? null : askWhereToSavePem(window, proposedName),
      showFolder: (path) => {
        shell.showItemInFolder(path)
      },
      toPdf: printToPdf,
    }),
    (event) => isFromPage(event, pageOrigin),
    log,
  )
  setFirstMenu()
  const show = (): void => {
    showWindow(windowState, () => void archives.real.prepare())
  }
  show()

  app.on('activate', show)
  app.on('second-instance', show)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  const refresh = new BackgroundRefresh({
    accounts: () => registry.list(),
    lastRefreshed: (account) => killLogRuns.lastRefreshed(account.id),
    refresh: (account) => killLogRuns.refresh(account.id),
    tell,
  })
  refresh.start()

  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    // What is being stored is stored to its end, then the archives are closed, then the app goes.
    event.preventDefault()
    refresh.stop()
    void Promise.all([
      // A report that is being made reads the archives, and leaves nothing when it is stopped.
      reportRuns.stopAll().then(() => closeAll(scopes, archives, demoArchiveFolder)),
      windowState.written(),
    ]).finally(() => {
      isClosed = true
      app.quit()
    })
  })
}

async function closeAll(
  scopes: Scopes,
  archives: ArchiveFolders,
  demoArchiveFolder: string,
): Promise<void> {
  await scopes.closeAll()
  await Promise.allSettled([archives.real.closeAll(), archives.demo.closeAll()])
  await rm(demoArchiveFolder, { recursive: true, force: true })
}

/** @param onLoaded called while a new window paints its page for the first time */
function showWindow(states: WindowStateStore, onLoaded: () => void): void {
  if (window === null) {
    window = openWindow({
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      url: pageUrl,
      state: states.current,
      onState: (state) => {
        states.keep(state)
      },
    })
    window.webContents.once('did-finish-load', onLoaded)
    window.on('closed', () => {
      window = null
    })
    return
  }
  if (window.isMinimized()) window.restore()
  window.focus()
}

declareAppScheme()
if (app.requestSingleInstanceLock()) {
  // Electron holds back "ready" until this module has run to its end, so it can't be awaited here.
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      // Only our own errors are known to hold no secret.
      const isKnown = error instanceof AuditDeskError
      tellWhyNotStarted(isKnown ? error.message : 'A fault in the app. Please report it.')
      app.exit(1)
    })
} else {
  app.quit()
}
