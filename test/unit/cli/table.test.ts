import { describe, expect, it } from 'vitest'
import { tableOf } from '../../../src/cli/output/table.ts'
import { formatCount, visible } from '../../../src/cli/output/text.ts'

interface Row {
  name: string | null
  count: bigint
}
const table = (rows: Row[]) =>
  tableOf<Row>(
    'Rows',
    [
      { heading: 'Name', cell: ({ name }) => name },
      { heading: 'Count', align: 'right', cell: ({ count }) => formatCount(count) },
    ],
    rows,
  )

describe('a table', () => {
  it('has numbers on the right and wide characters in line', () => {
    expect(
      table([
        { name: '王芳', count: 1234567n },
        { name: 'li', count: 5n },
      ]).draw(),
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
    const text = table([
      { name: null, count: 1n },
      { name: '', count: 2n },
    ]).draw()
    expect(text).toContain('│ –    │     1 │')
    expect(text).toContain('│      │     2 │')
  })

  it('draws every one of many rows, and in time', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({
      name: `row ${index};`,
      count: BigInt(index),
    }))
    const started = performance.now()
    const text = table(rows).draw()
    expect(performance.now() - started).toBeLessThan(8000)
    for (const index of [0, 499, 500, 999, 19_999]) expect(text).toContain(` row ${index}; `)
    expect(text.match(/ row \d+; /g)).toHaveLength(20_000)
  })

  it('can be cut after some rows', () => {
    const rows = ['a', 'b', 'c'].map((name) => ({ name, count: 0n }))
    expect(table(rows).rowCount).toBe(3)
    expect(table(rows).draw(2)).not.toContain('│ c ')
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
