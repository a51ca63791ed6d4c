import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import ErrorNotice from '../../../src/renderer/components/ErrorNotice.vue'
import { errorCodes } from '../../../src/shared/errors.ts'
import { deskError } from '../support/desk.ts'
import { button, pageText, show } from '../support/mount.ts'

describe('an error notice', () => {
  it.each(errorCodes)('has words of its own for %s', (code) => {
    show(ErrorNotice, { props: { error: deskError({ code, message: 'the message' }) } })
    const [title] = document.querySelectorAll('p')
    expect(title?.textContent).not.toBe('')
    expect(title?.textContent).not.toContain('errors.')
    expect(pageText()).toContain('the message')
  })

  it('copies what support needs', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const error = deskError({
      code: 'request',
      message: 'Bad time.',
      status: 400,
      requestId: 'r-1',
    })
    show(ErrorNotice, { props: { error } })
    button('Copy the details').click()
    await flushPromises()
    expect(writeText).toHaveBeenCalledExactlyOnceWith(
      'request: Bad time.\nrequest · HTTP 400 · request id r-1',
    )
  })

  it('says how long the service asks to wait', () => {
    show(ErrorNotice, { props: { error: deskError({ code: 'throttled', retryAfter: 11_200 }) } })
    expect(pageText()).toContain('The service asks to wait 12 s.')
  })

  it('shows markup of a message as text', () => {
    const message = '<img src=x onerror="alert(1)">'
    show(ErrorNotice, { props: { error: deskError({ code: 'service', message }) } })
    expect(document.querySelector('img')).toBeNull()
    expect(pageText()).toContain(message)
  })
})
