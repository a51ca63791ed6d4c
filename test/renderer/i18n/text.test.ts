import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import icons from '@iconify-json/lucide/icons.json'
import { describe, expect, it } from 'vitest'
import en from '../../../src/renderer/i18n/en/index.ts'
import { useText, type MessageKey } from '../../../src/renderer/i18n/index.ts'

const root = join(import.meta.dirname, '../../../src/renderer')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(vue|ts)$/.test(path))
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n')

function keysOf(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  )
}

const keys = keysOf(en)

describe('the texts', () => {
  const { t } = useText()

  it('all read as sentences, without code evaluation', () => {
    const broken = keys.filter((key) => {
      const text = t(key as MessageKey, { count: 2 })
      return text === key || /[{}|]/.test(text)
    })
    expect(broken).toEqual([])
  })

  it('chooses between one and many', () => {
    expect(t('frame.databasesChosen', {}, 1)).toBe('1 database')
    expect(t('frame.databasesChosen', {}, 3)).toBe('3 databases')
  })

  it('fills in names as they are, markup and all', () => {
    expect(t('accounts.remove.title', { name: '<b>{x}|@:a</b>' })).toBe('Remove <b>{x}|@:a</b>?')
  })

  it('are all used', () => {
    const unused = keys.filter((key) => {
      const parent = key.slice(0, key.lastIndexOf('.'))
      return !sources.includes(`'${key}'`) && !sources.includes(`\`${parent}.\${`)
    })
    expect(unused).toEqual([])
  })
})

describe('the icons', () => {
  it('are all in the set they are bundled from', () => {
    const names = sources.match(/(?<=i-lucide-)[a-z0-9-]+/g) ?? []
    const known = new Set([...Object.keys(icons.icons), ...Object.keys(icons.aliases)])
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })
})
