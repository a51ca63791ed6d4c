import { variables, waysInWords, type Variable } from './ways.ts'

export interface CommandHelp {
  /** One line, in the list of commands. */
  summary: string
  description: string
  /** What follows the options. */
  after: string
}

export const description = `Asks Huawei Cloud what Audit Desk's window shows: audit summary, sessions, risky
operations and analyses of DBSS, and the log of killed sessions of DDM. Keeps them in the archive,
and answers from it without a network. Reads only: nothing in the cloud is changed.`

const list = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([term, meaning]) => `  ${term.padEnd(18)}${meaning}`).join('\n')

const described = (names: readonly Variable[]): string =>
  names.map((name) => `  ${name.padEnd(32)}${variables[name]}`).join('\n')

export const everything = `
Options stand after the command; ... COMMAND --help lists them.

Environment (credentials are never taken from arguments, which every user of the machine
can read in the list of processes):
${described(['HW_REGION_NAME', 'HW_PROJECT_ID', 'HUAWEICLOUD_SDK_PROJECT_ID'])}

and one of the ways to sign in; if several are complete, the first of them is used:
${waysInWords.map(({ title, needed, optional }) => `- ${title}\n${described([...needed, ...optional])}`).join('\n')}
With HW_PASSCODE set HW_PROJECT_ID as well. Either both HW_ASSUME_ROLE_… or none.

Network: proxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY; this machine itself is never
reached through one. Certificates are always checked; --ca-file adds those of a company or a private
cloud. Passing faults and throttling are tried again, for two minutes at most; stderr says how long
it waits. A refused key or password is not tried again.

Archive: sync collects into it, and --offline answers from it alone. Offline, HW_REGION_NAME and
HW_PROJECT_ID say which archive is meant (without them the only one there is) and no password is needed.
It is shared with the window: ~/.config/Audit Desk/archive on Linux, that of
~/Library/Application Support on macOS, of %APPDATA% on Windows; --archive names another folder. One
that the window, or a sync, has open can’t be used by others meanwhile; stderr says who has it.

Output: the answer on stdout, words on stderr.
${list([
  ['--format table', 'for reading; text that could command a terminal is written out as \\u{…}'],
  [
    '--format json',
    '{"data": …, "meta": …}: data has the API’s field names and exact values (64-bit',
  ],
  ['', 'integers as they are); meta says account, endpoint, parameters, requests, the time'],
  ['', 'zone and how it is known, and in meta.coverage.complete whether the answer is whole'],
  [
    '--format csv',
    'the API’s field names as header, one line a record; RFC 4180, UTF-8; text that a',
  ],
  ['', 'spreadsheet would run as a formula has an apostrophe put in front'],
])}

Exit codes:
${list([
  ['0', 'the answer is complete (an empty list is an answer)'],
  ['1', 'failed: no answer; stderr says why'],
  ['2', 'what was typed or set is wrong, SQL included; stderr says what to type'],
  ['3', 'incomplete: the answer is printed, something of it is missing or could not be kept;'],
  ['', 'stderr says what'],
  ['130', 'stopped by Ctrl+C; what sync has stored by then stays'],
])}

Examples:
  npm run -s cli -- summary --demo
  npm run -s cli -- sessions --last DAY --format csv > sessions.csv
  npm run -s cli -- risk --last WEEK --dbss-time-zone Asia/Shanghai --ca-file company.pem
  npm run -s cli -- kill-log --from 2026-05-01T00:00:00Z --to 2026-07-01T00:00:00Z --format json
  npm run -s cli -- sync --last MONTH
  npm run -s cli -- kill-log --offline --last MONTH --format csv > kills.csv
  npm run -s cli -- query "SELECT operator, count(*) FROM kill_record GROUP BY ALL"
`

const rangeHelp = `
Type either --from and --to, or --last. A time without a zone is read as UTC, a date alone as the
start of that day in UTC; stderr says so. With --offline, --last is the preset as it was when it was
fetched last.`

const instanceHelp = `
Without --instance the list of instances is asked for: the only one is used, several are listed.
With --demo the first one is used.`

const zoneHelp = `DBSS times carry no zone. They are sent and read in that of --dbss-time-zone; without it, in the one
that the list of instances names, if it was asked for; else in UTC. stderr and meta.timeZone say so.`

export const summary: CommandHelp = {
  summary: 'how much was audited and how risky it was, per audit instance',
  description: 'The audit summary of the project: its totals and each audit instance’s, all pages.',
  after: `
The project’s totals are the service’s own, which need not be the sums of the instances’.
json: data is the API’s object, data_list holds the rows of all pages. csv: the rows of data_list.
`,
}

export const sessions: CommandHelp = {
  summary: 'who holds the sessions, per database user',
  description: 'Sessions per database user of one audit instance.',
  after: `${rangeHelp}
${instanceHelp}

A preset is sent to the service as it is; explicit times are sent to the second.
${zoneHelp}
json: data is the API’s array. The table has the most sessions first; json and csv keep the order.
`,
}

export const risk: CommandHelp = {
  summary: 'when risky operations happened, or another trend',
  description:
    'A trend of one audit instance, as the service last computed it: by default that of risky operations.',
  after: `${rangeHelp}
${instanceHelp}

${zoneHelp}
The trend is not computed anew. While the service computes it, the answer is incomplete (exit code 3).
--type: risk-operation; risk-level (high, middle, low and no risk); session (active, failed and new);
sql-type (select, insert, update, delete and other); sql-count; sql-injection.
json: data is the API’s object. csv: period and what is counted, by default period,risk_operation_num.
`,
}

export const analyses: CommandHelp = {
  summary: 'which statistics exist, and how old they are',
  description: 'The analyses that exist for the databases of one audit instance.',
  after: `${instanceHelp}

${zoneHelp}
json: data is the API’s array.
`,
}

export const killLog: CommandHelp = {
  summary: 'who killed which session, when',
  description: 'The log of killed sessions of one DDM instance, over a range of any length.',
  after: `${rangeHelp}
${instanceHelp}

The API answers at most 7 days at a time: a longer range is split into windows, each is read to its
last page, and what neighbouring windows share is counted once.
json: data is {"total_count", "process_audit_logs"} with the distinct rows of all windows, each with the
five fields the API documents, oldest first, those whose time can’t be read at the end;
meta.coverage.windows says what each window should have had and what was obtained. The table has the
newest first.
With --offline, --last ends up to where the archive has the log, which stderr says; what it lacks of
the range is said, with exit code 3. With --archive all windows are asked for anew and added to what
is there; sync asks only for what is missing.
csv: instance_id,instance_name,process_id,execute_user_name,execute_time.
If a part can't be obtained, the rest is printed and the exit code is 3.
`,
}

export const instances: CommandHelp = {
  summary: 'the audit instances (or DDM instances) of the project',
  description: 'The instances of the project: DBSS audit instances, or DDM instances.',
  after: `
json: data is the array of the API’s rows, of all pages.
`,
}

export const databases: CommandHelp = {
  summary: 'the databases an audit instance audits',
  description: 'The databases under audit by one audit instance; their ids are what --db takes.',
  after: `${instanceHelp}

json: data is the array of the API’s database objects, of all pages.
`,
}

export const tour: CommandHelp = {
  summary: 'the five answers of the demo tenant as tables, and its kill log as a CSV file',
  description: `Shows the five answers of the demo tenant as tables and saves its kill log of the last week as
CSV in the current folder. What npm start does where no window can be opened.`,
  after: '',
}
