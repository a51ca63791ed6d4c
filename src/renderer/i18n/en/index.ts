import common from './common.json'
import frame from './frame.json'
import panel from './panel.json'
import earlier from './earlier.json'
import errors from './errors.json'
import firstRun from './firstRun.json'
import accounts from './accounts.json'
import rows from './rows.json'
import saving from './saving.json'
import charts from './charts.json'
import overview from './overview.json'
import allAccounts from './allAccounts.json'
import sessions from './sessions.json'
import risk from './risk.json'
import analyses from './analyses.json'
import killLog from './killLog.json'
import network from './network.json'
import reports from './reports.json'
import settings from './settings.json'
import palette from './palette.json'
import menu from './menu.json'

/** The English texts, which the keys are typed by; a file for each screen. */
export default {
  common,
  frame,
  panel,
  earlier,
  errors,
  firstRun,
  accounts,
  rows,
  saving,
  charts,
  overview,
  allAccounts,
  sessions,
  risk,
  analyses,
  killLog,
  network,
  reports,
  settings,
  palette,
  menu,
}
