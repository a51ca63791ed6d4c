/** The page's look, on screen and on paper. No font, image or file from elsewhere. */
export const style = `
:root { --ink: #16191f; --muted: #5b6472; --line: #d9dde3; --soft: #f5f6f8; --accent: #1f5fbf; --warn: #8a4b00; --warn-soft: #fff4e2; --good: #1c6b3c; --good-soft: #e9f6ee; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0 auto; padding: 32px 40px 64px; max-width: 1360px; color: var(--ink); background: #fff; font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif; font-variant-numeric: tabular-nums; }
header { border-bottom: 2px solid var(--ink); padding-bottom: 16px; margin-bottom: 20px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 36px 0 10px; padding-bottom: 6px; border-bottom: 1px solid var(--line); break-after: avoid; }
h3 { font-size: 14px; margin: 18px 0 6px; break-after: avoid; }
p { margin: 6px 0; }
.range { font-size: 16px; color: var(--muted); }
.demo, .incomplete { background: var(--warn-soft); color: var(--warn); border-left: 4px solid currentColor; padding: 8px 12px; margin: 12px 0; }
.demo { position: sticky; top: 0; z-index: 1; font-weight: 600; }
.complete { background: var(--good-soft); color: var(--good); border-left: 4px solid currentColor; padding: 8px 12px; margin: 12px 0; }
.incomplete ul { margin: 4px 0 0; padding-left: 20px; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; margin: 12px 0; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.note { white-space: pre-wrap; background: var(--soft); padding: 10px 14px; overflow-wrap: anywhere; }
nav ol { columns: 2; margin: 6px 0; padding-left: 22px; }
nav a { color: var(--accent); text-decoration: none; }
.muted { color: var(--muted); }
.chart { margin: 12px 0; max-width: 1040px; break-inside: avoid; }
.chart svg { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 20px; list-style: none; margin: -4px 0 12px; padding: 0; font-size: 12px; break-before: avoid; }
.legend i { display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 12px; margin: 8px 0; }
thead { display: table-header-group; }
th { text-align: left; font-weight: 600; background: var(--soft); border-bottom: 1px solid var(--ink); padding: 5px 6px; vertical-align: bottom; min-width: 4.5em; word-break: keep-all; }
.partial { break-after: avoid; }
td { border-bottom: 1px solid var(--line); padding: 4px 6px; vertical-align: top; white-space: nowrap; }
.long { white-space: normal; overflow-wrap: anywhere; min-width: 12em; }
tr { break-inside: avoid; }
.number { text-align: right; }
tfoot td { font-weight: 600; border-top: 1px solid var(--ink); }
code { font: 11px/1.45 ui-monospace, "Cascadia Mono", Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--muted); font-size: 12px; }
@page { size: A4 landscape; margin: 14mm 12mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #5b6472; } }
@media print {
  body { padding: 0; max-width: none; font-size: 11px; line-height: 1.4; }
  header { padding-bottom: 8px; margin-bottom: 12px; }
  h1 { font-size: 22px; }
  h2 { margin-top: 22px; }
  .range { font-size: 13px; }
  .demo { position: static; }
  dl.facts { gap: 1px 16px; margin: 8px 0; }
  table { font-size: 9px; }
  th, td { padding: 3px 6px; }
  .chart { width: 80%; }
  .legend { font-size: 10px; }
  .wide { overflow: visible; }
  .source, .note { break-inside: avoid; }
}
`
