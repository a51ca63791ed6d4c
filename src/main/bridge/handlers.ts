import type { AppInfo, SecretsBackend } from '../../shared/contract/app.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import type { AppMenu } from '../../shared/model/menu.ts'
import { defaultPreferences } from '../../shared/model/preferences.ts'
import type { FolderService } from '../settings/folders.ts'
import type { NetworkStore } from '../settings/network-settings.ts'
import type { PreferencesStore } from '../settings/preferences.ts'
import type { AllAccounts } from '../collect/all-accounts.ts'
import { allAccountsHandlers } from './all-accounts-handlers.ts'
import { accountHandlers, type AccountServices } from './account-handlers.ts'
import { answerWith, auditHandlers, type AuditServices } from './audit-handlers.ts'
import { exportHandlers } from './export-handlers.ts'
import { killLogHandlers, type KillLogServices } from './kill-log-handlers.ts'
import { reportHandlers, type ReportServices } from './report-handlers.ts'

export interface Services extends AccountServices, AuditServices, KillLogServices, ReportServices {
  allAccounts: AllAccounts
  secretsBackend: () => Promise<SecretsBackend>
  appInfo: Omit<AppInfo, 'secrets'>
  /** Asks the user for a PEM file. @returns its path, or `null` if they closed the dialog */
  askForCaFile: () => Promise<string | null>
  network: NetworkStore
  preferences: PreferencesStore
  folders: FolderService
  setMenu: (menu: AppMenu) => void
  /** Puts the window back to its first size, place and zoom, and forgets the last ones. */
  resetWindow: () => void
}

/** What each procedure of the contract does; leaving one out does not compile. */
export function createHandlers(services: Services): Handlers {
  const { scopes, network, preferences } = services
  const answer = answerWith(scopes)
  return {
    app: {
      info: async () => ({ ...services.appInfo, secrets: await services.secretsBackend() }),
      folders: () => services.folders.measure(),
      setMenu: (menu) => {
        services.setMenu(menu)
        return Promise.resolve(null)
      },
      showFolder: async ({ folder }) => {
        await services.folders.show(folder)
        return null
      },
    },
    accounts: accountHandlers(services),
    allAccounts: allAccountsHandlers(services.allAccounts),
    audit: auditHandlers(services, answer),
    export: exportHandlers(services),
    killLog: killLogHandlers(services, answer),
    reports: reportHandlers(services),
    settings: {
      network: () => Promise.resolve(network.settings),
      setNetwork: async ({ network: settings, proxyPassword }) => {
        await network.set(settings, proxyPassword)
        await scopes.closeAll()
        return network.settings
      },
      preferences: () => Promise.resolve(preferences.current),
      setPreferences: (chosen) => preferences.set(chosen),
      reset: async () => {
        services.resetWindow()
        return preferences.set(defaultPreferences)
      },
      chooseCaFile: () => services.askForCaFile(),
    },
  }
}
