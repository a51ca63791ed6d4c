import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Accounts } from '../../src/main/accounts/accounts.ts'
import { demoTenants } from '../../src/main/accounts/demo.ts'
import { Registry } from '../../src/main/accounts/registry.ts'
import { Scopes } from '../../src/main/accounts/scopes.ts'
import { Vault } from '../../src/main/accounts/vault.ts'
import { createHandlers } from '../../src/main/bridge/handlers.ts'
import { Collections } from '../../src/main/collect/collections.ts'
import { openLog } from '../../src/main/log.ts'
import { NetworkStore } from '../../src/main/settings/network-settings.ts'
import type { Events, Handlers } from '../../src/shared/contract/index.ts'
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/simulator.ts'

/** The app's services in a fresh profile, with the simulator as their cloud and no window. */
export interface Desk {
  handlers: Handlers
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
  const scopes = new Scopes(
    registry,
    vault,
    () => network.current(),
    openLog(join(profileFolder, 'logs')),
  )
  const events: Desk['events'] = []
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
    scopes,
    collections: new Collections(),
    secretsBackend: () => vault.backend(),
    appInfo: { version: '0.0.0', platform: 'test', profileFolder, notices: [] },
    askWhereToSave: (proposed) => {
      saveTo.proposed = proposed
      return Promise.resolve(saveTo.path)
    },
    askForCaFile: () => Promise.resolve(saveTo.path),
    network,
    emit: (event, payload) => events.push({ event, payload }),
  })
  return {
    handlers,
    profileFolder,
    cloud: simulator,
    events,
    saveTo,
    starts,
    close: async () => {
      await scopes.closeAll()
      await simulator.close()
    },
  }
}
