import fc from 'fast-check'
import { stringifyJson } from '../../../src/main/huawei/json.ts'

/** What a server sends, right or wrong. */
export interface Sent {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** One change of a JSON value: where (counted through all its parts), and what becomes of it. */
interface Change {
  at: number
  how: (typeof changes)[number]
  value: number
}

const changes = ['drop', 'replace', 'wrap', 'deepen', 'repeat', 'rename', 'insert'] as const

const junk: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  -0.0001,
  1e300,
  9_007_199_254_740_993n,
  9_223_372_036_854_775_807n,
  -9_223_372_036_854_775_809n,
  10n ** 400n,
  '',
  ' ',
  '1',
  'null',
  'FINISHED',
  '2026-13-45 99:99:99',
  '0000-00-00 00:00:00',
  '9999-12-31T23:59:59+9999',
  '2026-02-30T24:00:60.123456789-00:00',
  '+275760-09-13T00:00:00.001Z',
  '\u0000\u202e=cmd|calc!A1',
  '\ud800',
  '漢字'.repeat(2000),
  'x'.repeat(70_000),
  [],
  [null],
  [[[]]],
  {},
  { id: {} },
  JSON.parse('{"__proto__":{"id":"x"},"constructor":null,"toString":1}'),
]

type Json = Record<string, unknown> | unknown[]
/** A place in a JSON value: a key of an object, or an index of a list. */
type Place = { parent: Json; key: string | number }

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found
  const parent = value as Json
  const keys = Array.isArray(parent) ? [...parent.keys()].slice(0, 3) : Object.keys(parent)
  for (const key of keys) {
    found.push({ parent, key })
    placesOf((parent as Record<string | number, unknown>)[key], found)
  }
  return found
}

function change(root: { all: unknown }, { at, how, value }: Change): void {
  const places = placesOf(root)
  const { parent, key } = places[at % places.length] ?? { parent: root, key: 'all' }
  const slots = parent as Record<string | number, unknown>
  const before = slots[key]
  // A copy, for later changes may be made to it.
  const other: unknown = structuredClone(junk[value % junk.length])
  switch (how) {
    case 'drop':
      if (Array.isArray(parent)) parent.splice(Number(key), 1)
      else Reflect.deleteProperty(parent, key)
      break
    case 'replace':
      slots[key] = other
      break
    case 'wrap':
      slots[key] = value % 2 === 0 ? [before] : { error: before, message: structuredClone(before) }
      break
    case 'deepen':
      slots[key] = `deep ${[3, 100, 3_000][value % 3] ?? 3}`
      break
    case 'repeat':
      if (!isSmall(root.all)) break
      if (Array.isArray(before)) {
        slots[key] = Array.from(
          { length: (value % 300) + 2 },
          () => structuredClone(before) as unknown,
        ).flat()
      } else {
        slots[key] = [before, structuredClone(before)]
      }
      break
    case 'rename':
      if (!Array.isArray(parent)) {
        Reflect.deleteProperty(parent, key)
        slots[`${key}${value % 2 === 0 ? '_' : ''}`.toUpperCase()] = before
      }
      break
    case 'insert':
      if (Array.isArray(parent)) parent.splice(Number(key), 0, other)
      else slots[value % 2 === 0 ? 'error_code' : 'unheard_of'] = other
      break
  }
}

/** What is large or nested deeply isn't made more of: answers of gigabytes prove nothing. */
function isSmall(value: unknown): boolean {
  const text = stringifyJson(value ?? null)
  return text.length < 5_000 && !text.includes('"deep ')
}

/** What becomes of the text of an answer on its way. */
const damages: Readonly<Record<string, (text: Buffer, value: number) => Buffer>> = {
  truncated: (text, value) => text.subarray(0, value % (text.length + 1)),
  'broken in its UTF-8': (text, value) =>
    Buffer.concat([
      text.subarray(0, value % (text.length + 1)),
      Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      text.subarray(value % (text.length + 1)),
    ]),
  'damaged in one byte': (text, value) => {
    const copy = Buffer.from(text)
    if (copy.length > 0) copy[value % copy.length] = value % 256
    return copy
  },
  'given every key twice': (text, value) =>
    Buffer.from(
      text
        .toString('utf8')
        .replace(
          /"([a-z_]+)":/g,
          (pair) => `${pair}${stringifyJson(junk[value % junk.length])},${pair}`,
        ),
    ),
  'begun with a byte order mark': (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]),
  'sent twice': (text) => Buffer.concat([text, text]),
  empty: () => Buffer.alloc(0),
  'a page of a proxy': () => Buffer.from('<html><body>Please sign in</body></html>'),
  'no JSON at all': (_text, value) =>
    Buffer.from(
      ['NaN', 'undefined', "{'a':1}", '[1,]', '\u0000', '1'.repeat(5000)][value % 6] ?? '',
    ),
  'nested without end': () => Buffer.from('['.repeat(100_000)),
  'nested as deep as can be': () =>
    Buffer.from(`${'['.repeat(50_000)}12345678901234567890${']'.repeat(50_000)}`),
}

const statuses = [
  201, 202, 204, 206, 226, 299, 300, 301, 304, 307, 400, 401, 403, 404, 405, 407, 408, 409, 413,
  418, 422, 429, 451, 500, 501, 502, 503, 504, 511, 599,
]
const oddHeaders: readonly Record<string, string>[] = [
  { 'content-type': 'text/html' },
  { 'content-type': 'application/octet-stream; charset=klingon' },
  { 'content-type': '' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br' },
  { 'content-encoding': 'deflate' },
  { 'content-encoding': 'zstd, gzip' },
  { 'content-encoding': 'constructor' },
  { date: 'yesterday' },
  { date: 'Fri, 31 Dec 9999 23:59:59 GMT' },
  { 'retry-after': '-1' },
  { 'retry-after': '1e400' },
  { 'retry-after': '99999999999999999999' },
  { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
  { 'retry-after': 'soon' },
  { 'x-request-id': '' },
  { 'x-subject-token': '' },
  { 'x-subject-token': 'caf\u00e9 \u00ff' },
  { location: 'https://example.com/elsewhere' },
]

const number = fc.nat({ max: 1_000_000 })

/** Answers that were valid before something happened to them. */
export function mutated(valid: readonly unknown[]): fc.Arbitrary<Sent> {
  return fc
    .record({
      base: fc.nat({ max: valid.length - 1 }),
      changed: fc.array(
        fc.record({ at: number, how: fc.constantFrom(...changes), value: number }),
        {
          maxLength: 3,
        },
      ),
      damage: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        {
          weight: 1,
          arbitrary: fc.record({ how: fc.constantFrom(...Object.keys(damages)), value: number }),
        },
      ),
      status: fc.oneof(
        { weight: 6, arbitrary: fc.constant(200) },
        { weight: 1, arbitrary: fc.constantFrom(...statuses) },
      ),
      headers: fc.oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.constantFrom(...oddHeaders) },
      ),
    })
    .map(({ base, changed, damage, status, headers }) => {
      const root = { all: structuredClone(valid[base]) }
      for (const one of changed) change(root, one)
      const text = Buffer.from(textOf(root.all))
      const body = damage === null ? text : (damages[damage.how]?.(text, damage.value) ?? text)
      const hasBody = status !== 204 && status !== 304
      return {
        status,
        headers: { 'content-type': 'application/json', ...headers },
        body: hasBody ? body : Buffer.alloc(0),
        [fc.toStringMethod]: () =>
          `${status} ${JSON.stringify(headers)} ${body.toString('latin1')}`,
      }
    })
}

/** What is nested deeply is written out here: no writer of JSON gets so far down. */
function textOf(value: unknown): string {
  if (value === undefined) return ''
  return stringifyJson(value).replace(
    /"deep (\d+)"/g,
    (_, levels: string) => '[{"a":'.repeat(Number(levels)) + '1' + '}]'.repeat(Number(levels)),
  )
}
