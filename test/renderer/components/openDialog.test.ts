import { afterEach, describe, expect, it } from 'vitest'
import { isDialogOpen } from '../../../src/renderer/components/frame/openDialog.ts'

describe('What is open before the screen', () => {
  afterEach(() => {
    document.body.replaceChildren()
  })

  it.each([
    ['a dialog', '<div role="dialog" data-state="open"></div>', true],
    ['a question', '<div role="alertdialog" data-state="open"></div>', true],
    ['one without a state', '<div role="dialog"></div>', true],
    ['one that fades away', '<div role="dialog" data-state="closed"></div>', false],
    ['no dialog', '<div role="tabpanel" data-state="open"></div>', false],
    [
      'one that opens where another fades away',
      '<div role="dialog" data-state="closed"></div><div role="dialog" data-state="open"></div>',
      true,
    ],
  ])('knows %s', (_what, html, open) => {
    document.body.innerHTML = html
    expect(isDialogOpen()).toBe(open)
  })
})
