import type { Texts } from '../keys.ts'
import common from './common.json'
import frame from './frame.json'
import panel from './panel.json'
import earlier from './earlier.json'
import errors from './errors.json'
import firstRun from './firstRun.json'
import accounts from './accounts.json'
import rows from './rows.json'
import saving from './saving.json'
import risk from './risk.json'
import killLog from './killLog.json'
import charts from './charts.json'
import overview from './overview.json'
import allAccounts from './allAccounts.json'
import sessions from './sessions.json'
import analyses from './analyses.json'
import network from './network.json'
import settings from './settings.json'
import palette from './palette.json'
import menu from './menu.json'
import reports from './reports.json'

/** The texts in Simplified Chinese; a missing key does not compile. */
const texts: Texts = {
  common,
  frame,
  panel,
  earlier,
  errors,
  firstRun,
  accounts,
  rows,
  saving,
  risk,
  killLog,
  charts,
  overview,
  allAccounts,
  sessions,
  analyses,
  network,
  settings,
  palette,
  menu,
  reports,
}
export default texts
