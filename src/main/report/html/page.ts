import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManifestFacts } from '../bundle/manifest.ts'
import type { Duck } from '../formats/duck.ts'
import type { FormatJob, WrittenFile } from '../formats/job.ts'
import { writing } from '../formats/write.ts'
import type { Section } from '../section.ts'
import { reportText, type ReportText } from '../text/text.ts'
import { html, Markup, visible, type Content } from './markup.ts'
import { pageFile } from './page-file.ts'
import { picturesOf } from './pictures.ts'
import { style } from './style.ts'
import { tableOf } from './tables.ts'

/** What the page says besides the sections. Holds no clock: the same data gives the same page. */
export interface PageFacts extends Pick<
  ManifestFacts,
  'app' | 'accounts' | 'range' | 'questions' | 'assumptions' | 'reviewer_note'
> {
  created: Pick<ManifestFacts['created'], 'author' | 'language'>
  /** Why the report isn't complete; empty when it is. */
  reasons: readonly string[]
}

/**
 * Writes `report.html`: one file that needs no network, no script and no other file, with pictures
 * as SVG, to be read and printed.
 * @throws AuditDeskError `file`, `cancelled`
 */
export async function writePage(
  duck: Duck,
  job: FormatJob,
  facts: PageFacts,
): Promise<WrittenFile[]> {
  const path = join(job.folder, pageFile)
  const text = reportText(facts.created.language)
  let rows = 0
  await writing(duck, path, job.signal, async () => {
    const parts: Markup[] = []
    for (const section of job.sections) {
      job.signal.throwIfAborted()
      parts.push(await sectionOf(duck, section, text, facts))
      rows += section.rows
      job.onProgress({ file: pageFile, rows, bytes: 0 })
    }
    const page = pageOf(facts, job.sections, parts, text)
    await writeFile(path, page.text, { flag: 'wx' })
    job.onProgress({ file: pageFile, rows, bytes: Buffer.byteLength(page.text) })
  })
  return [{ path: pageFile, section: null, rows: null, notes: [] }]
}

async function sectionOf(
  duck: Duck,
  section: Section,
  text: ReportText,
  { accounts, created: { language } }: PageFacts,
): Promise<Markup> {
  const names = new Map(
    accounts.flatMap(({ instances }) => instances.map(({ id, name }) => [id, name ?? id])),
  )
  const pictures = await picturesOf(duck, section, text, language, names)
  const table = await tableOf(duck, section, text, language)
  return html`<section id="${section.key}">
    <h2>${section.title}</h2>
    ${pictures} ${table}
  </section>`
}

function pageOf(
  facts: PageFacts,
  sections: readonly Section[],
  parts: readonly Markup[],
  text: ReportText,
): Markup {
  const { language } = facts.created
  const range = `${readable(facts.range.from)} – ${readable(facts.range.to)} UTC`
  const whose = facts.accounts.map(({ label }) => label).join(', ')
  const isDemo = facts.accounts.some(({ demo }) => demo)
  return html`${new Markup('<!doctype html>')}
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
        />
        <title>${isDemo ? `${text.demoMark} – ` : ''}${text.title}: ${whose}</title>
        <style>
          ${new Markup(style)} ${new Markup(runningLine(facts, range, text))}
        </style>
      </head>
      <body>
        <header>
          <h1>${text.title}</h1>
          <p class="range">${whose} · ${range}</p>
        </header>
        ${isDemo ? html`<p class="demo">${text.demo}</p>` : null}
        ${completeness(facts.reasons, text)} ${factsOf(facts, range, text)}
        ${
          facts.reviewer_note === ''
            ? null
            : html`<h3>${text.note}</h3>
                <p class="note">${lines(facts.reviewer_note)}</p>`
        }
        <nav>
          <h3>${text.contents}</h3>
          <ol>
            ${sections.map(({ key, title }) => html`<li><a href="#${key}">${title}</a></li>`)}
            <li><a href="#assumptions">${text.facts.assumptions}</a></li>
            <li><a href="#sources">${text.sources}</a></li>
          </ol>
          <p class="muted">${text.times}</p>
        </nav>
        ${parts} ${assumptionsOf(facts, text)} ${sourcesOf(facts, text)}
        <footer>${text.verify}</footer>
      </body>
    </html> `
}

/** What stands on every sheet of paper: whose report it is, and that it is of a demo. */
function runningLine({ accounts }: PageFacts, range: string, text: ReportText): string {
  const whose = accounts.map(({ label }) => label).join(', ')
  const demo = accounts.some((account) => account.demo) ? `${text.demoMark} · ` : ''
  return `@page { @bottom-left { content: ${cssText(`${demo}${text.title} · ${whose} · ${range}`)}; font: 8pt system-ui, sans-serif; color: #5b6472; } }`
}

/** As a string of CSS that can end neither itself nor the style it stands in. */
function cssText(value: string): string {
  const escaped = visible(value).replace(
    /[^\p{L}\p{N} .,:–·/]/gu,
    (char) => `\\${(char.codePointAt(0) ?? 0).toString(16)} `,
  )
  return `"${escaped}"`
}

function completeness(reasons: readonly string[], text: ReportText): Markup {
  if (reasons.length === 0) return html`<p class="complete">${text.complete}</p>`
  return html`<div class="incomplete">
    ${text.incomplete}
    <ul>
      ${reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>
  </div>`
}

function factsOf(facts: PageFacts, range: string, text: ReportText): Markup {
  const row = (name: string, value: Content): Markup =>
    html`<dt>${name}</dt>
      <dd>${value}</dd>`
  return html`<dl class="facts">
    ${facts.accounts.map(({ label, region, project_name, project_id, instances }) => [
      row(text.facts.accounts, label),
      row(text.facts.region, region),
      row(text.facts.project, `${project_name} (${project_id})`),
      row(
        text.facts.instances,
        instances.map(({ name, id }) => (name === null ? id : `${name} (${id})`)).join(', '),
      ),
    ])}
    ${row(text.facts.range, range)}
    ${facts.created.author === '' ? null : row(text.facts.author, facts.created.author)}
    ${row(text.facts.app, `${facts.app.name} ${facts.app.version}`)}
  </dl>`
}

function assumptionsOf({ accounts, assumptions }: PageFacts, text: ReportText): Markup {
  return html`<section id="assumptions">
    <h2>${text.facts.assumptions}</h2>
    <ul>
      ${assumptions.map(
        ({ account, subject, value, source }) =>
          html`<li>
            ${account === null ? text.facts.allAccounts : (accounts[account]?.label ?? '')}:
            ${subject} = ${value}
            <span class="muted">(${text.facts.assumedFrom}: ${source})</span>
          </li>`,
      )}
    </ul>
  </section>`
}

function sourcesOf({ accounts, questions }: PageFacts, text: ReportText): Markup {
  return html`<section id="sources">
    <h2>${text.sources}</h2>
    <p class="muted">${text.sourcesIntro}</p>
    ${questions.map(
      ({ account, kind, requests }) =>
        html`<h3>${accounts[account]?.label ?? ''}: ${kind} (${text.requests(requests.length)})</h3>
          ${requests
            .slice(0, mostRequests)
            .map(
              ({ method, url, body, request_id, fetched_at }) =>
                html`<p class="source">
                  <code>${method} ${url}${body === null ? null : html` ${body}`}</code><br /><span
                    class="muted"
                    >${readable(fetched_at)} UTC · ${request_id ?? text.none}</span
                  >
                </p>`,
            )}
          ${
            requests.length > mostRequests
              ? html`<p class="muted">
                  ${text.shown(String(mostRequests), String(requests.length))}
                </p>`
              : null
          }`,
    )}
  </section>`
}

/** The manifest has them all. */
const mostRequests = 20

/** The reviewer's own line breaks stay; what else can't be seen is written out. */
function lines(note: string): Markup {
  const [first = '', ...rest] = note.split(/\r?\n/)
  return html`${first}${rest.map((line) => html`<br />${line}`)}`
}

function readable(instant: string): string {
  return instant.replace('T', ' ').replace(/(\.\d+)?Z$/, '')
}
