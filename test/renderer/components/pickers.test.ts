import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AuditInstancePicker from '../../../src/renderer/components/AuditInstancePicker.vue'
import DatabasePicker from '../../../src/renderer/components/DatabasePicker.vue'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import type { AuditInstance, Database } from '../../../src/shared/model/instance.ts'
import type { AuditInstanceId, DatabaseId } from '../../../src/shared/model/ids.ts'
import { account, answer, failed, installDesk, ok } from '../support/desk.ts'
import { button, freshStores, show } from '../support/mount.ts'

const a = account(1)

function instance(id: string, name: string): AuditInstance {
  return { id: id as AuditInstanceId, name, status: 'ACTIVE', version: null, timeZone: null }
}

function database(name: string): Database {
  return {
    id: `id-of-${name}` as DatabaseId,
    name,
    type: 'MYSQL',
    version: null,
    ip: '10.0.0.1',
    port: '3306',
    auditStatus: 'ON',
  }
}

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  freshStores()
  useAccountsStore().accounts = [a]
  useAccountsStore().selectedId = a.id
  desk.audit.instances.mockResolvedValue(
    ok(answer(a.id, [instance('1', 'orders'), instance('2', 'billing')])),
  )
  desk.audit.databases.mockResolvedValue(ok(answer(a.id, [database('one'), database('two')])))
})

async function choose(name: string): Promise<void> {
  const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find((candidate) =>
    candidate.textContent.includes(name),
  )
  if (option === undefined) throw new Error(`There is no option ${name}`)
  option.click()
  await flushPromises()
}

describe('the instance picker', () => {
  it('asks for the instances when it is shown, and names the chosen one', async () => {
    show(AuditInstancePicker)
    expect(button('Audit instance: Loading …').disabled).toBe(true)
    await flushPromises()
    expect(button('Audit instance: orders')).toBeDefined()
  })

  it('chooses another', async () => {
    show(AuditInstancePicker)
    await flushPromises()
    button('Audit instance: orders').click()
    await flushPromises()
    await choose('billing')
    expect(useScopeStore().auditInstanceId).toBe('2')
    expect(button('Audit instance: billing')).toBeDefined()
  })

  it('says that there is none', async () => {
    desk.audit.instances.mockResolvedValue(ok(answer(a.id, [])))
    show(AuditInstancePicker)
    await flushPromises()
    expect(button('Audit instance: No instances').disabled).toBe(true)
  })

  it('says when they could not be loaded, and loads them again', async () => {
    desk.audit.instances.mockResolvedValueOnce(failed({ code: 'timeout', message: 'no answer' }))
    show(AuditInstancePicker)
    await flushPromises()
    const again = button('Instances not loaded: try again')
    expect(again.title).toBe('no answer')
    again.click()
    await flushPromises()
    expect(button('Audit instance: orders')).toBeDefined()
  })

  it('says when the list is incomplete', async () => {
    desk.audit.instances.mockResolvedValue(
      ok(answer(a.id, [instance('1', 'orders')], { missing: ['2 of 3 were sent.'] })),
    )
    show(AuditInstancePicker)
    await flushPromises()
    expect(button('This list is incomplete. 2 of 3 were sent.')).toBeDefined()
  })
})

describe('the database picker', () => {
  async function start(props: { single?: boolean; modelValue?: DatabaseId[] } = {}) {
    useScopeStore().needAuditInstances()
    await flushPromises()
    const onUpdate = vi.fn()
    show(DatabasePicker, {
      props: { modelValue: [], ...props, 'onUpdate:modelValue': onUpdate },
    })
    await flushPromises()
    return onUpdate
  }

  it('means all databases when none is chosen', async () => {
    await start()
    expect(button('Databases: All databases')).toBeDefined()
  })

  it('adds to what is chosen', async () => {
    const onUpdate = await start({ modelValue: ['id-of-one' as DatabaseId] })
    button('Databases: one').click()
    await flushPromises()
    await choose('two')
    expect(onUpdate).toHaveBeenCalledExactlyOnceWith(['id-of-one', 'id-of-two'])
  })

  it('replaces what is chosen when it may be one only', async () => {
    const onUpdate = await start({ single: true, modelValue: ['id-of-one' as DatabaseId] })
    button('Databases: one').click()
    await flushPromises()
    await choose('two')
    expect(onUpdate).toHaveBeenCalledExactlyOnceWith(['id-of-two'])
  })

  it('counts what is chosen', async () => {
    await start({ modelValue: ['id-of-one', 'id-of-two'] as DatabaseId[] })
    expect(button('Databases: 2 databases')).toBeDefined()
  })

  it('says when they could not be loaded, and loads them again', async () => {
    desk.audit.databases.mockResolvedValueOnce(failed({ code: 'timeout' }))
    await start()
    button('Databases not loaded: try again').click()
    await flushPromises()
    expect(button('Databases: All databases')).toBeDefined()
  })
})
