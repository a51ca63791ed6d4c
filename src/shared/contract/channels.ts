import type { Contract, Events } from './index.ts'

type ChannelNames = { [D in keyof Contract]: readonly (keyof Contract[D])[] }

/**
 * The names of the contract's procedures, without their schemas: all that the preload script needs,
 * so that it stays free of dependencies. A test holds this list to the contract.
 */
export const channelNames = {
  app: ['info', 'folders', 'showFolder', 'setMenu'],
  accounts: [
    'list',
    'listProjects',
    'add',
    'edit',
    'setSecret',
    'unlock',
    'arrange',
    'diagnose',
    'stopDiagnosis',
    'exportTo',
    'previewImport',
    'importFrom',
    'previewRemoval',
    'remove',
    'select',
    'openDemo',
  ],
  allAccounts: ['ticked', 'tick', 'summary', 'stop'],
  audit: [
    'instances',
    'databases',
    'summary',
    'sessions',
    'trend',
    'renewTrend',
    'stopRenewal',
    'analyses',
    'history',
    'summaryTrend',
  ],
  export: ['saveRows'],
  killLog: [
    'instances',
    'coverage',
    'collect',
    'stop',
    'unfinished',
    'dismiss',
    'page',
    'facets',
    'detail',
    'saveCsv',
  ],
  reports: [
    'preview',
    'create',
    'cancel',
    'ledger',
    'show',
    'verify',
    'cancelVerify',
    'trust',
    'presets',
    'savePreset',
    'deletePreset',
    'signingKey',
    'exportKey',
    'rotateKey',
  ],
  settings: ['network', 'setNetwork', 'chooseCaFile', 'preferences', 'setPreferences', 'reset'],
} as const satisfies ChannelNames

export const eventNames = [
  'accounts.diagnosis',
  'accounts.lock',
  'killLog.progress',
  'app.notice',
  'app.menu',
  'reports.progress',
  'reports.verifyProgress',
] as const satisfies readonly (keyof Events)[]

/** The name a procedure goes by between the processes. */
export function channel(domain: string, procedure: string): string {
  return `auditDesk:${domain}.${procedure}`
}

/** The name an event goes by between the processes. */
export function eventChannel(event: keyof Events): string {
  return `auditDesk:event:${event}`
}
