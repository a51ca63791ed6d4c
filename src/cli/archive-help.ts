import type { CommandHelp } from './help.ts'

export const presetsKept = ['DAY', 'WEEK', 'MONTH'] as const

const which = `
Which archive: the one of HW_REGION_NAME and HW_PROJECT_ID (and the endpoints, where they aren’t the
usual ones), in the window’s folder or that of --archive. Where the environment names no project and
the folder holds one archive only, it is that one. No password is needed.`

export const sync: CommandHelp = {
  summary: 'collect a kill log into the archive, and all else for --offline',
  description:
    'Collects the kill log of one DDM instance into the archive, and keeps there what the reading commands answer, so that each of them works with --offline afterwards.',
  after: `
Type either --from and --to, or --last. A time without a zone is read as UTC, a date alone as the
start of that day in UTC; stderr says so. Without --instance the only DDM instance is used, several
are listed. With --demo the first one is used; it needs --archive.

What is asked for, in this order:
- the lists of DDM instances and of audit instances, and the audit summary;
- of the kill log: what the archive lacks of the range. What was stored before is not asked for again;
- for each audit instance of the project its databases, its analyses, and for all databases together
  the sessions and the trend of risky operations, over the range typed and over ${presetsKept.join(', ')}:
  ten requests or so per instance.

Each window of the kill log (7 days at most) is stored as soon as it is read. After Ctrl+C, a failure
or a crash the same command goes on where it stopped. --archive names the folder; without it, it is
that of the window: “archive” in the app’s folder. While another program has the archive open,
such as the window, it can’t be used, and stderr says who has it.
stdout gets a table of what was fetched. Exit code 3: something of it is missing, stderr says what.
`,
}

export const query: CommandHelp = {
  summary: 'ask the archive in SQL',
  description:
    'Runs one SELECT of SQL (DuckDB’s) over the archive and prints its rows. Changes nothing.',
  after: `${which}

The SQL is one argument: put it in quotes. docs/archive.md explains the tables; times are in UTC.
json: data is an array of objects, one a row, integers with all their digits; meta.columns has names
and types. csv: the names as header; text that a spreadsheet would run as a formula has an apostrophe
put in front. SQL that is wrong, or that would change something, ends with exit code 2.

Examples:
  npm run -s cli -- query "SELECT operator, count(*) AS kills FROM kill_record GROUP BY ALL ORDER BY kills DESC"
  npm run -s cli -- query "FROM kill_window ORDER BY from_time" --format csv > windows.csv
`,
}

export const archive: CommandHelp = {
  summary: 'look after the archive: info, backup, compact, export',
  description: 'Says what the archive holds, copies it, makes it smaller, or writes it as Parquet.',
  after: '',
}

export const info: CommandHelp = {
  summary: 'where it is, how big, and what it holds',
  description: 'Where the archive is, how big it is and what it holds.',
  after: which,
}

export const backup: CommandHelp = {
  summary: 'copy it to a file that is an archive itself',
  description: 'Copies the archive, as it is at one moment, to a file that is an archive itself.',
  after: which,
}

export const compact: CommandHelp = {
  summary: 'write it anew, without the room of what was deleted',
  description: 'Writes the archive anew, without the room that deleted rows have left.',
  after: which,
}

export const exporting: CommandHelp = {
  summary: 'write it as Parquet, for Spark, Trino, ClickHouse or DuckDB',
  description:
    'Writes the archive’s tables as Parquet files, in folders by account and, the kill log, by month (Hive partitioning). docs/archive.md has a query for each of Spark, Trino, ClickHouse and DuckDB.',
  after: which,
}
