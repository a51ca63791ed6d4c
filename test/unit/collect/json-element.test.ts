import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementText } from '../../../src/main/collect/json-element.ts'

const text = (value: unknown, indent: number): string => JSON.stringify(value, null, indent)

describe('an element of a list as it stands in JSON text', () => {
  it('is cut out with every digit, space and escape it has', () => {
    const body =
      '\r\n{ "total_count" : 3,\t"rows": [ {"id": 18446744073709551615 , "name":"\\u738b\\\\\\" ]}" },1e400 ,\n[ [1 ] ] ]}'
    expect(elementText(body, 'rows', 0)).toBe(
      '{"id": 18446744073709551615 , "name":"\\u738b\\\\\\" ]}" }',
    )
    expect(elementText(body, 'rows', 1)).toBe('1e400')
    expect(elementText(body, 'rows', 2)).toBe('[ [1 ] ]')
    expect(elementText(body, 'rows', 3)).toBeNull()
    expect(elementText(body, 'others', 0)).toBeNull()
    expect(elementText(body, 'total_count', 0)).toBeNull()
  })

  it('is found only in the outermost object, and in the last of two lists of one name', () => {
    expect(elementText('{"a":{"rows":[1]},"rows":[2],"b":"rows"}', 'rows', 0)).toBe('2')
    expect(elementText('{"rows":[1],"r\\u006fws":[2]}', 'rows', 0)).toBe('2')
    expect(elementText('{"rows":[1],"rows":null}', 'rows', 0)).toBeNull()
    expect(elementText('[[1]]', '0', 0)).toBeNull()
    expect(elementText('{}', 'rows', 0)).toBeNull()
  })

  it('means the same as in the whole, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.integer({ min: 0, max: 3 }),
        (before, rows, after, indent) => {
          const body = text({ ...before, 'the rows': rows, ...after }, indent)
          const meant = (JSON.parse(body) as Record<string, unknown>)['the rows']
          if (!Array.isArray(meant)) return
          for (const [index, row] of meant.entries()) {
            const found = elementText(body, 'the rows', index)
            expect(body).toContain(found)
            expect(JSON.parse(found ?? '')).toEqual(row)
          }
          expect(elementText(body, 'the rows', meant.length)).toBeNull()
        },
      ),
    )
  })
})
