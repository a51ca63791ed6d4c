import { describe, expect, it } from 'vitest'
import { streamedTable, tableOf, type TableColumn } from '../../../src/cli/output/table.ts'
import { formatCount, visible } from '../../../src/cli/output/text.ts'

interface Row {
  name: string | null
  count: bigint
}
const columns: readonly TableColumn<Row>[] = [
  { heading: 'Name', cell: ({ name }) => name },
  { heading: 'Count', align: 'right', cell: ({ count }) => formatCount(count) },
]
const table = (rows: Row[]) => tableOf<Row>('Rows', columns, rows)
const drawn = (rows: Row[], limit?: number): string => [...table(rows).draw(limit)].join('')

async function joined(pieces: Iterable<string> | AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

describe('a table', () => {
  it('has numbers on the right and wide characters in line', () => {
    expect(
      drawn([
        { name: '王芳', count: 1234567n },
        { name: 'li', count: 5n },
      ]),
    ).toBe(
      [
        '┌──────┬───────────┐',
        '│ Name │     Count │',
        '├──────┼───────────┤',
        '│ 王芳 │ 1,234,567 │',
        '│ li   │         5 │',
        '└──────┴───────────┘',
        '',
      ].join('\n'),
    )
  })

  it('tells nothing from empty text', () => {
    const text = drawn([
      { name: null, count: 1n },
      { name: '', count: 2n },
    ])
    expect(text).toContain('│ –    │     1 │')
    expect(text).toContain('│      │     2 │')
  })

  it('draws every one of many rows, and in time', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({
      name: `row ${index};`,
      count: BigInt(index),
    }))
    const started = performance.now()
    const text = drawn(rows)
    expect(performance.now() - started).toBeLessThan(8000)
    for (const index of [0, 499, 500, 999, 19_999]) expect(text).toContain(` row ${index}; `)
    expect(text.match(/ row \d+; /g)).toHaveLength(20_000)
  })

  it('can be cut after some rows', () => {
    const rows = ['a', 'b', 'c'].map((name) => ({ name, count: 0n }))
    expect(table(rows).rowCount).toBe(3)
    expect(drawn(rows, 2)).not.toContain('│ c ')
  })

  it('is the same where its rows come in chunks, which are not read beyond what is drawn', async () => {
    const rows = Array.from({ length: 1_300 }, (_, index) => ({ name: 'x', count: BigInt(index) }))
    let read = 0
    async function* chunks(): AsyncGenerator<Row[]> {
      for (let start = 0; start < rows.length; start += 300) {
        read += 1
        yield Promise.resolve(rows.slice(start, start + 300))
      }
    }
    const streamed = streamedTable('Rows', columns, rows.length, chunks)
    expect(await joined(streamed.draw())).toBe(drawn(rows))
    expect(read).toBe(5)
    expect(await joined(streamed.draw(12))).toBe(drawn(rows, 12))
    expect(read).toBe(6)
    const empty = streamedTable('Rows', columns, 0, async function* () {})
    expect(await joined(empty.draw())).toBe(drawn([]))
  })
})

describe('text of others', () => {
  it('has what can’t be seen or commands a terminal written out', () => {
    expect(visible('a\u001b[31m\u0000\u007f\u009b\u202e\u200b\u2028\ufeff')).toBe(
      'a\\u{1b}[31m\\u{0}\\u{7f}\\u{9b}\\u{202e}\\u{200b}\\u{2028}\\u{feff}',
    )
    expect(visible('x\ud800')).toBe('x\\u{d800}')
  })

  it('is as it was otherwise, in every script', () => {
    for (const text of ['王芳', 'מבקר', 'مدير', '<img src=x>', 'O’Brien', '😀'])
      expect(visible(text)).toBe(text)
  })
})
