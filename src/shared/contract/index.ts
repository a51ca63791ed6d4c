import type { ErrorReport } from '../errors.ts'
import { accounts, type LockNews } from './accounts.ts'
import { allAccounts } from './all-accounts.ts'
import { app, type Notice } from './app.ts'
import { audit } from './audit.ts'
import { exports } from './export.ts'
import { killLog, type KillLogProgress } from './kill-log.ts'
import { reports, type ReportNews, type VerifyNews } from './reports.ts'
import { settings } from './settings.ts'
import type { Diagnosis } from '../model/diagnosis.ts'
import type { Domain, InputOf, OutputOf, ParsedOf } from './procedure.ts'

/**
 * The whole bridge between the window and the main process. A channel exists only because it is
 * named here; `src/main/bridge` does not compile until each has its handler.
 */
export const contract = {
  app,
  accounts,
  allAccounts,
  audit,
  export: exports,
  killLog,
  reports,
  settings,
} satisfies Record<string, Domain>
export type Contract = typeof contract

/** What the main process tells the window without being asked. */
export interface Events {
  'accounts.diagnosis': Diagnosis
  'accounts.lock': LockNews
  'killLog.progress': KillLogProgress
  'app.notice': Notice
  /** An action of the menu was clicked. */
  'app.menu': { id: string }
  'reports.progress': ReportNews
  'reports.verifyProgress': VerifyNews
}

/** What a channel carries back: the answer or, never thrown, the error. */
export type Envelope<T> = { ok: true; value: T } | { ok: false; error: ErrorReport }

/** What a channel does in the main process. */
export type Handlers<C = Contract> = {
  [D in keyof C]: {
    [P in keyof C[D]]: (input: ParsedOf<C[D][P]>) => Promise<OutputOf<C[D][P]>>
  }
}

/** `window.auditDesk`, as the preload script exposes it. */
export type AuditDeskBridge = {
  [D in keyof Contract]: {
    [P in keyof Contract[D]]: (
      input: InputOf<Contract[D][P]>,
    ) => Promise<Envelope<OutputOf<Contract[D][P]>>>
  }
} & {
  /** Where a file or folder that was dropped on the page lies. */
  pathOf(file: File): string
  /** @returns a function that ends the subscription */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void
}
