import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Accounts } from '../../src/main/accounts/accounts.ts'
import { Diagnoses } from '../../src/main/accounts/diagnoses.ts'
import { demoTenants } from '../../src/main/accounts/demo.ts'
import type { Emit } from '../../src/main/bridge/events.ts'
import { Registry } from '../../src/main/accounts/registry.ts'
import { Scopes } from '../../src/main/accounts/scopes.ts'
import { Transfers } from '../../src/main/accounts/transfers.ts'
import { Vault } from '../../src/main/accounts/vault.ts'
import { createHandlers } from '../../src/main/bridge/handlers.ts'
import { Archives } from '../../src/main/archive/archives.ts'
import { AllAccounts } from '../../src/main/collect/all-accounts.ts'
import { KillLogRuns } from '../../src/main/collect/kill-log-runs.ts'
import { openReportProfile } from '../../src/main/report/build/profile.ts'
import { Runs } from '../../src/main/report/runs.ts'
import { ReportPresets } from '../../src/main/settings/report-presets.ts'
import { TickedAccounts } from '../../src/main/settings/ticked-accounts.ts'
import { openLog } from '../../src/main/log.ts'
import { NetworkStore } from '../../src/main/settings/network-settings.ts'
import { FolderService } from '../../src/main/settings/folders.ts'
import { PreferencesStore } from '../../src/main/settings/preferences.ts'
import type { Notice } from '../../src/shared/contract/app.ts'
import type { Events, Handlers } from '../../src/shared/contract/index.ts'
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/simulator.ts'

/** The app's services in a fresh profile, with the simulator as their cloud and no window. */
export interface Desk {
  handlers: Handlers
  killLogRuns: KillLogRuns
  /** Folders that the system's browser of files was to show. */
  shown: string[]
  profileFolder: string
  cloud: Simulator
  events: { event: keyof Events; payload: Events[keyof Events] }[]
  /** Where the next save goes; `null` closes the dialog. */
  saveTo: { path: string | null; proposed: string | null }
  /** How often the demo's simulator was asked for. */
  starts: { demo: number }
  close: () => Promise<void>
}

export async function openDesk(options: Partial<SimulatorOptions> = {}): Promise<Desk> {
  const simulator = await startSimulator({ seed: 7, ...options })
  const profileFolder = await mkdtemp(join(tmpdir(), 'audit-desk-'))
  const { registry } = await Registry.open(join(profileFolder, 'accounts.json'))
  const vault = new Vault('audit-desk-test', () => Promise.reject(new Error('none in this test')))
  const { store: network } = await NetworkStore.open(
    join(profileFolder, 'settings.json'),
    vault,
    () => Promise.resolve('DIRECT'),
  )
  const { store: preferences } = await PreferencesStore.open(
    join(profileFolder, 'preferences.json'),
    () => undefined,
  )
  const events: Desk['events'] = []
  const emit: Emit = (event, payload) => events.push({ event, payload })
  const tell = (notice: Notice): void => {
    emit('app.notice', notice)
  }
  const warn = (text: string): void => {
    tell({ kind: 'warning', text })
  }
  const shown: string[] = []
  const archives = {
    real: new Archives({ folder: join(profileFolder, 'archive'), program: 'a test', tell }),
    demo: new Archives({ folder: join(profileFolder, 'demo-archive'), program: 'a test', tell }),
  }
  const scopes = new Scopes({
    registry,
    vault,
    network: () => network.current(),
    log: openLog(join(profileFolder, 'logs')),
    archives,
    tellLock: (accountId, lock) => {
      emit('accounts.lock', { accountId, lock })
    },
  })
  const killLogRuns = new KillLogRuns({ scopes, emit })
  const starts = { demo: 0 }
  const saveTo: Desk['saveTo'] = { path: null, proposed: null }
  const handlers = createHandlers({
    accounts: new Accounts({
      registry,
      vault,
      scopes,
      network: () => network.current(),
      startDemo: () => {
        starts.demo++
        return Promise.resolve(demoTenants(simulator))
      },
      demoWhenEmpty: true,
    }),
    diagnoses: new Diagnoses({
      registry,
      vault,
      scopes,
      network: () => network.current(),
      tell: (diagnosis) => {
        emit('accounts.diagnosis', diagnosis)
      },
      patience: { connect: 1_000, answer: 1_000 },
    }),
    transfers: new Transfers({
      registry,
      askWhereToSave: (proposed) => {
        saveTo.proposed = proposed
        return Promise.resolve(saveTo.path)
      },
      askForFile: () => Promise.resolve(saveTo.path),
    }),
    scopes,
    analysisPatience: { firstDelay: 20, longestDelay: 80, budget: 1_500 },
    allAccounts: new AllAccounts({
      scopes,
      ticks: new TickedAccounts(join(profileFolder, 'all-accounts.json'), warn),
    }),
    killLogRuns,
    secretsBackend: () => vault.backend(),
    appInfo: { version: '0.0.0', platform: 'test', profileFolder, notices: [] },
    askWhereToSave: (proposed) => {
      saveTo.proposed = proposed
      return Promise.resolve(saveTo.path)
    },
    askForCaFile: () => Promise.resolve(saveTo.path),
    network,
    preferences,
    folders: new FolderService(
      { profile: profileFolder, archive: archives.real.folder, logs: join(profileFolder, 'logs') },
      (path) => {
        shown.push(path)
        return Promise.resolve('')
      },
    ),
    setMenu: () => undefined,
    resetWindow: () => undefined,
    emit,
    appVersion: '0.0.0',
    reportProfile: () =>
      Promise.resolve(openReportProfile(profileFolder, vault.signingKeyStore(), warn)),
    reportRuns: new Runs(),
    reportPresets: new ReportPresets(join(profileFolder, 'report-presets.json'), warn),
    askForFolder: () => Promise.resolve(saveTo.path),
    askForBundle: () => Promise.resolve(saveTo.path),
    askWhereToSavePem: () => Promise.resolve(saveTo.path),
    showFolder: (path) => shown.push(path),
    toPdf: null,
  })
  return {
    handlers,
    shown,
    killLogRuns,
    profileFolder,
    cloud: simulator,
    events,
    saveTo,
    starts,
    close: async () => {
      await scopes.closeAll()
      await archives.real.closeAll()
      await archives.demo.closeAll()
      await simulator.close()
      await rm(profileFolder, { recursive: true, force: true })
    },
  }
}
