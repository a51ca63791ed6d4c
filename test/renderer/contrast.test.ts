import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrast } from '../../src/renderer/charts/color.ts'
import { accountColors } from '../../src/shared/model/account.ts'

const css = readFileSync(join(import.meta.dirname, '../../src/renderer/main.css'), 'utf8')

/** The variables that hold in a theme: those of `:root`, and over them those of `.dark`. */
function variables(theme: 'light' | 'dark'): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, selector = '', body = ''] of css.matchAll(/^(:root[^{]*|\.dark) \{([^}]*)\}/gm)) {
    if (selector === '.dark' && theme === 'light') continue
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g))
      found.set(name, value)
  }
  return found
}

const texts = ['dimmed', 'muted', 'toned', '', 'highlighted'].map((shade) =>
  shade === '' ? '--ui-text' : `--ui-text-${shade}`,
)
const signals = ['primary', 'success', 'warning', 'error'].map((name) => `--ui-${name}`)
const grounds = ['--ui-bg', '--ui-bg-muted', '--ui-bg-elevated', '--desk-ground', '--desk-rail']

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colors = variables(theme)
  const tooFaint = (names: string[], on: string[], least: number): string[] =>
    names.flatMap((name) =>
      on
        .filter((ground) => !(contrast(colors.get(name)!, colors.get(ground)!) >= least))
        .map((ground) => `${name} on ${ground}`),
    )

  it('has text that can be read on every ground (4.5:1)', () => {
    expect(tooFaint([...texts, ...signals], grounds, 4.5)).toEqual([])
  })

  it('has text that can be read on its solid buttons (4.5:1)', () => {
    const onButton = theme === 'light' ? '#ffffff' : colors.get('--ui-text-inverted')!
    const ratios = ['--ui-primary', '--ui-error'].map((name) =>
      contrast(onButton, colors.get(name)!),
    )
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5)
  })

  it('has account colours that stand out from rail and panels (3:1)', () => {
    const names = accountColors.map((color) => `--account-${color}`)
    expect(tooFaint(names, ['--ui-bg', '--desk-rail'], 3)).toEqual([])
  })
})
