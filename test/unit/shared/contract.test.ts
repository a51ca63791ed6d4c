import { describe, expect, expectTypeOf, it } from 'vitest'
import type { createHandlers } from '../../../src/main/bridge/handlers.ts'
import { channelNames, eventNames } from '../../../src/shared/contract/channels.ts'
import { contract, type Events, type Handlers } from '../../../src/shared/contract/index.ts'

describe('the contract', () => {
  it('and the channels of the preload script name the same procedures', () => {
    const named = Object.fromEntries(
      Object.entries(channelNames).map(([domain, names]) => [domain, [...names].sort()]),
    )
    const contracted = Object.fromEntries(
      Object.entries(contract).map(([domain, procedures]) => [
        domain,
        Object.keys(procedures).sort(),
      ]),
    )
    expect(named).toEqual(contracted)
    const everyEvent: Record<keyof Events, true> = {
      'accounts.diagnosis': true,
      'accounts.lock': true,
      'killLog.progress': true,
      'app.notice': true,
      'app.menu': true,
      'reports.progress': true,
      'reports.verifyProgress': true,
    }
    expect([...eventNames].sort()).toEqual(Object.keys(everyEvent).sort())
  })

  it('does not compile with a procedure that has no handler', () => {
    type Without<D extends keyof Handlers, P extends keyof Handlers[D]> = Omit<Handlers, D> &
      Record<D, Omit<Handlers[D], P>>
    expectTypeOf<ReturnType<typeof createHandlers>>().toExtend<Handlers>()
    expectTypeOf<Without<'audit', 'summary'>>().not.toExtend<Handlers>()
    expectTypeOf<Without<'killLog', 'saveCsv'>>().not.toExtend<Handlers>()
    expectTypeOf<Omit<Handlers, 'accounts'>>().not.toExtend<Handlers>()
  })

  it('lets no procedure answer with a secret', () => {
    type AccountOut = Awaited<ReturnType<Handlers['accounts']['add']>>
    expectTypeOf<AccountOut>().not.toHaveProperty('password')
    type ListOut = Awaited<ReturnType<Handlers['accounts']['list']>>['accounts'][number]
    expectTypeOf<ListOut>().not.toHaveProperty('password')
  })
})
