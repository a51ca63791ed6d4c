import { resolve } from 'node:path'
import * as prettier from 'prettier'
import { describe, expect, it } from 'vitest'
import { contradictions } from '../../../src/main/report/bundle/contradictions.ts'
import {
  Manifest,
  manifestBytes,
  manifestJsonSchema,
  type ManifestFacts,
} from '../../../src/main/report/bundle/manifest.ts'
import { account, facts, sha256 } from '../../support/bundles.ts'
import { Canaries } from '../../support/canary.ts'

const fingerprint = sha256('key')

const manifest: Manifest = {
  format: 'audit-desk-bundle',
  schema_version: 1,
  ...facts,
  complete: true,
  reasons: [],
  files: ['csv/sessions.csv', 'raw/1.json'].map((path) => ({
    path,
    size: 2 ** 40,
    sha256: sha256(path),
    role: 'data',
    section: null,
    rows: null,
  })),
  signing_key: {
    algorithm: 'Ed25519',
    fingerprint,
    kept: 'keychain',
    history: [
      {
        fingerprint,
        public_key: 'AAAA',
        from: '2026-11-21T12:00:00Z',
        to: null,
        previous: null,
        succession: null,
      },
    ],
  },
}

function changed(change: Partial<Manifest>): Manifest {
  return { ...manifest, ...change }
}

function fieldsOf(value: unknown): string[] {
  return Manifest.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? []
}

describe('The manifest', () => {
  it('has the schema that docs/manifest.schema.json says', async () => {
    const path = resolve('docs/manifest.schema.json')
    const options = await prettier.resolveConfig(path)
    const text = JSON.stringify(manifestJsonSchema())
    const formatted = await prettier.format(text, { ...options, filepath: path })
    await expect(formatted).toMatchFileSnapshot(path)
  })

  it('has one form: whatever the order of its members, its bytes are the same', () => {
    const reversed = Object.fromEntries(Object.entries(manifest).reverse()) as Manifest
    expect(manifestBytes(reversed).equals(manifestBytes(manifest))).toBe(true)
    expect(manifestBytes(manifest).toString()).not.toContain('\r')
    expect(manifestBytes(manifest).toString().endsWith('}\n')).toBe(true)
  })

  it('writes sizes with all their digits, and refuses those it could not write', () => {
    expect(manifestBytes(manifest).toString()).toContain('"size": 1099511627776\n')
    const files = [{ ...manifest.files[0]!, size: 2 ** 60 }]
    expect(fieldsOf(changed({ files }))).toEqual(['files.0.size'])
  })

  it('reads back as it was', () => {
    expect(Manifest.parse(JSON.parse(manifestBytes(manifest).toString()))).toEqual(manifest)
  })

  it('refuses members that nobody knows, also those that would change the prototype', () => {
    const text = manifestBytes(manifest).toString()
    for (const member of ['"extra": 1', '"__proto__": {"complete": true}']) {
      expect(Manifest.safeParse(JSON.parse(text.replace('{', `{${member},`))).success).toBe(false)
    }
    expect(({} as { complete?: boolean }).complete).toBeUndefined()
  })

  it.each([
    '/etc/passwd',
    '../outside',
    'csv/../../outside',
    'C:/Windows/win.ini',
    'C:outside',
    '\\\\server\\share',
    'csv\\sessions.csv',
    './csv',
    'csv//a',
    'csv/',
    '',
    'con',
    'csv/AUX.csv',
    'csv/a.',
    'csv/a ',
    'a\nb',
    'a\u0000b',
    'invoice\u202Efdp.exe',
    'e\u0301.csv',
    'a?.csv',
    'x'.repeat(300),
  ])('refuses the path %j', (path) => {
    const files = [{ ...manifest.files[0]!, path }]
    expect(fieldsOf(changed({ files }))).toContain('files.0.path')
  })

  it.each(['csv/名称 1’s.csv', 'raw/a-b_c (1).json', '.hidden', 'a..b', 'é.csv', 'console.csv'])(
    'takes the path %j',
    (path) => {
      expect(fieldsOf(changed({ files: [{ ...manifest.files[0]!, path }] }))).toEqual([])
    },
  )
})

it.each(['region', 'project_id'])('A manifest’s %s has nothing that can’t be seen', (member) => {
  const accounts = [{ ...account, [member]: 'cn-north-4\u202E' }]
  expect(fieldsOf(changed({ accounts }))).toEqual([`accounts.0.${member}`])
})

describe('No secret can be in a manifest', () => {
  const canaries = new Canaries()
  canaries.add('a secret', 'canarySecret7Qx')
  const secret = 'canarySecret7Qx'
  const [question] = facts.questions
  const [request] = question!.requests

  /** Everything somebody could do wrong who fills in the facts. */
  const mistakes: Record<string, Partial<Record<keyof ManifestFacts, unknown>>> = {
    'a member of its own': { password: secret } as never,
    'an account with more than a manifest has of it': {
      accounts: [{ ...account, secret: { method: 'password', password: secret } }],
    },
    'an endpoint with a user': {
      accounts: [
        { ...account, endpoints: { ...account.endpoints, dbss: `https://u:${secret}@host` } },
      ],
    },
    'a URL with a user': questionWith({ url: `https://u:${secret}@host/v1` }),
    'a URL with a token': questionWith({ url: `https://host/v1?X-Auth-Token=${secret}` }),
    'a body with a password': questionWith({
      body: JSON.stringify({ auth: { identity: { password: secret } } }),
    }),
    'the headers of a request': questionWith({ headers: { 'X-Auth-Token': secret } }),
    'a parameter that is a secret': {
      questions: [{ ...question, parameters: [{ name: 'secret_key', value: secret }] }],
    },
  }

  function questionWith(part: object): { questions: unknown[] } {
    return { questions: [{ ...question, requests: [{ ...request, ...part }] }] }
  }

  it.each(Object.keys(mistakes))('%s is refused', (mistake) => {
    const parsed = Manifest.safeParse({ ...manifest, ...mistakes[mistake] })
    expect(parsed.success).toBe(false)
    // The error goes to screen and log: it must not quote what it refuses.
    expect(canaries.findIn(JSON.stringify(parsed.error))).toEqual([])
  })
})

describe('A manifest that contradicts itself', () => {
  const [question] = facts.questions
  const [coverage] = facts.coverage
  const [window] = coverage!.windows
  const cases: Record<string, [Partial<Manifest>, string]> = {
    'lists a file twice': [
      { files: [...manifest.files, manifest.files[0]!] },
      'csv/sessions.csv is listed twice.',
    ],
    'lists files that differ in case': [
      { files: [...manifest.files, { ...manifest.files[0]!, path: 'CSV/Sessions.csv' }] },
      'CSV/Sessions.csv and csv/sessions.csv differ in nothing but case: they are one file on some computers.',
    ],
    'lists itself': [
      { files: [...manifest.files, { ...manifest.files[0]!, path: 'Manifest.JSON' }] },
      'Manifest.JSON and manifest.json differ in nothing but case: they are one file on some computers.',
    ],
    'speaks of a file that isn’t listed': [
      { files: manifest.files.slice(0, 1) },
      'It speaks of raw/1.json, which it doesn’t list.',
    ],
    'speaks of an account that isn’t there': [
      { questions: [{ ...question!, account: 1 }] },
      'It speaks of account 1, which it doesn’t list.',
    ],
    'calls too few rows complete': [
      { questions: [{ ...question!, rows_obtained: 1 }] },
      'sessions is called complete with 1 of 2 rows.',
    ],
    'calls an answer that lacks something complete': [
      { questions: [{ ...question!, missing: ['One page.'] }] },
      'sessions is called complete and lacks something.',
    ],
    'calls a log with a gap complete': [
      { coverage: [{ ...coverage!, windows: [{ ...window!, missing: 'Not asked for.' }] }] },
      'The kill log of ddm-1 is called complete and lacks something.',
    ],
    'is complete with reasons': [
      { reasons: ['A page is missing.'] },
      'The report is called complete, with reasons why it isn’t.',
    ],
    'is incomplete without one': [
      { complete: false },
      'The report is called incomplete, without a reason.',
    ],
    'is complete though an answer isn’t': [
      { questions: [{ ...question!, complete: false }] },
      'The report is called complete, and one of its answers isn’t.',
    ],
    'names another key than its history': [
      { signing_key: { ...manifest.signing_key, fingerprint: sha256('other') } },
      'The history of the signing key doesn’t end with the signing key.',
    ],
  }

  it('is not this one', () => {
    expect(contradictions(manifest)).toEqual([])
  })

  it.each(Object.keys(cases))('%s', (name) => {
    const [change, sentence] = cases[name]!
    expect(contradictions(changed(change))).toContain(sentence)
  })
})
