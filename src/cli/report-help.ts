import type { CommandHelp } from './help.ts'

export const report: CommandHelp = {
  summary: 'make a signed report that others can verify',
  description: `Makes a folder with a report of one project over a range: audit summary, sessions, risky operations,
analyses, kill log and coverage, in the formats wanted, with the API’s answers as they were received,
a manifest, checksums and a signature. docs/exports.md describes it.`,
  after: `
Type either --from and --to, or --last, which ends now. A time without a zone is read as UTC; stderr
says so. Without --offline the service is asked first for what the report is made of, and the answers
are kept in the archive: the summary; the sessions and the risky operations of each audit instance
over exactly this range, and its analyses; and of each kill log what the archive lacks. What fails is
said, and missing in the report. With --offline the report is made from the archive alone. With --demo
nothing is kept unless --archive names a folder.
--instance restricts the instances of its own service, DBSS or DDM; those of the other stay all.

The folder is named audit-report_<account>_<first day>_<last day>, days in UTC; where that is taken,
with -2, -3, … It appears when it is complete; after Ctrl+C or a failure nothing is left. PDF needs the
window: here it is left out, and the manifest says so.
The key that signs is made on first use and kept in the keychain, the same as the window’s; where there
is no keychain, it is made for this run, and stderr says so.
stdout gets the folder, the zip, the SHA-256 of manifest.json, and whether the report is complete. Exit
code 3: it was made, and something is missing, which stderr says.

Examples:
  npm run -s cli -- report --from 2026-05-01 --to 2026-06-01 --out reports --author "A. Auditor" --zip
  npm run -s cli -- report --from 2026-05-01 --to 2026-06-01 --offline --formats csv,html --out reports
`,
}

export const verify: CommandHelp = {
  summary: 'check that nothing of a report was changed',
  description:
    'Checks every file of a report (folder or zip), its manifest and its signatures. Changes nothing.',
  after: `
Says which files were changed, added or taken away, and whether the key is known for the accounts of
the report: known is a key that signed a report of them on this computer, or that was trusted in the
window. Of another key the fingerprint is printed: compare it with what the author says by another way
than the report came, and pass it as --key. No network, no account.
Exit code 0: nothing was changed, and the key is known; 1: anything else.
`,
}
