import { createPinia, setActivePinia } from 'pinia'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditInstance, Database, DdmInstance } from '../../../src/shared/model/instance.ts'
import type { AuditInstanceId, DatabaseId, DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { deferred } from '../../support/deferred.ts'
import { account, answer, installDesk, ok } from '../support/desk.ts'

const a = account(1)
const b = account(2)

function audit(id: string, status = 'ACTIVE'): AuditInstance {
  return { id: id as AuditInstanceId, name: `audit ${id}`, status, version: null, timeZone: null }
}

function ddm(id: string, status = 'RUNNING'): DdmInstance {
  return { id: id as DdmInstanceId, name: `ddm ${id}`, status, engineVersion: null }
}

function database(id: string): Database {
  return {
    id: id as DatabaseId,
    name: `database ${id}`,
    type: 'MYSQL',
    version: null,
    ip: null,
    port: null,
    auditStatus: 'ON',
  }
}

let desk: ReturnType<typeof installDesk>
let scope: ReturnType<typeof useScopeStore>

beforeEach(() => {
  desk = installDesk()
  setActivePinia(createPinia())
  const accounts = useAccountsStore()
  accounts.accounts = [a, b]
  accounts.selectedId = a.id
  desk.accounts.select.mockResolvedValue(ok(b))
  desk.audit.instances.mockImplementation(({ accountId }) =>
    Promise.resolve(
      ok(
        answer(a.id, [audit('off', 'SHUTOFF'), audit('1'), audit('2')], {
          accountId: accountId as typeof a.id,
        }),
      ),
    ),
  )
  desk.audit.databases.mockImplementation(({ accountId, instanceId }) =>
    Promise.resolve(ok(answer(accountId as typeof a.id, [database(`of ${instanceId}`)]))),
  )
  desk.killLog.instances.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(answer(accountId as typeof a.id, [ddm('x', 'CREATING'), ddm('y')]))),
  )
  scope = useScopeStore()
})

describe('the scope', () => {
  it('asks nothing until a screen needs it', async () => {
    await flushPromises()
    expect(desk.audit.instances).not.toHaveBeenCalled()
    expect(desk.killLog.instances).not.toHaveBeenCalled()
  })

  it('asks once, however many need it', async () => {
    scope.needAuditInstances()
    scope.needAuditInstances()
    await flushPromises()
    scope.needAuditInstances()
    expect(desk.audit.instances).toHaveBeenCalledOnce()
  })

  it('starts with an instance that runs', async () => {
    scope.needAuditInstances()
    scope.needDdmInstances()
    await flushPromises()
    expect(scope.auditInstanceId).toBe('1')
    expect(scope.ddmInstance).toEqual(ddm('y'))
  })

  it('takes the first instance when none runs', async () => {
    desk.audit.instances.mockResolvedValue(ok(answer(a.id, [audit('off', 'SHUTOFF')])))
    scope.needAuditInstances()
    await flushPromises()
    expect(scope.auditInstanceId).toBe('off')
  })

  it('has no instance when the account has none', async () => {
    desk.audit.instances.mockResolvedValue(ok(answer(a.id, [])))
    scope.needAuditInstances()
    await flushPromises()
    expect(scope.auditInstanceId).toBeNull()
    scope.needDatabases()
    expect(desk.audit.databases).not.toHaveBeenCalled()
  })

  it('keeps the choice when the list is read again', async () => {
    scope.needAuditInstances()
    await flushPromises()
    scope.chooseAuditInstance('2' as AuditInstanceId)
    await scope.loadAuditInstances()
    expect(scope.auditInstance).toEqual(audit('2'))
  })

  it('leaves a chosen instance that is gone', async () => {
    scope.needAuditInstances()
    await flushPromises()
    scope.chooseAuditInstance('2' as AuditInstanceId)
    desk.audit.instances.mockResolvedValue(ok(answer(a.id, [audit('1')])))
    await scope.loadAuditInstances()
    expect(scope.auditInstanceId).toBe('1')
  })

  it('never shows the databases of one instance under another', async () => {
    scope.needAuditInstances()
    await flushPromises()
    scope.needDatabases()
    await flushPromises()
    expect(scope.databases).toEqual([database('of 1')])
    scope.chooseAuditInstance('2' as AuditInstanceId)
    expect(scope.databases).toEqual([])
    scope.needDatabases()
    await flushPromises()
    expect(scope.databases).toEqual([database('of 2')])
  })

  it('drops databases that come after another instance was chosen', async () => {
    scope.needAuditInstances()
    await flushPromises()
    const late = deferred<Awaited<ReturnType<typeof desk.audit.databases>>>()
    desk.audit.databases.mockReturnValueOnce(late.promise)
    scope.needDatabases()
    await flushPromises()
    scope.chooseAuditInstance('2' as AuditInstanceId)
    late.resolve(ok(answer(a.id, [database('of 1')])))
    await flushPromises()
    expect(scope.databases).toEqual([])
  })
})

describe('a switch of the account', () => {
  it('forgets instances and choices and keeps the time range', async () => {
    scope.needAuditInstances()
    scope.needDdmInstances()
    await flushPromises()
    scope.chooseAuditInstance('2' as AuditInstanceId)
    scope.setRange({ kind: 'preset', preset: 'WEEK' })
    await useAccountsStore().select(b.id)
    expect(scope.auditInstances).toEqual([])
    expect(scope.auditInstanceId).toBeNull()
    expect(scope.ddmInstances).toEqual([])
    expect(scope.range).toEqual({ kind: 'preset', preset: 'WEEK' })
  })

  it('does not carry a choice over to an instance of the same id', async () => {
    scope.needAuditInstances()
    await flushPromises()
    scope.chooseAuditInstance('2' as AuditInstanceId)
    await useAccountsStore().select(b.id)
    scope.needAuditInstances()
    await flushPromises()
    expect(scope.auditInstanceId).toBe('1')
  })

  it('drops instances of A that come late', async () => {
    const late = deferred<Awaited<ReturnType<typeof desk.audit.instances>>>()
    desk.audit.instances.mockReturnValueOnce(late.promise)
    scope.needAuditInstances()
    await flushPromises()
    await useAccountsStore().select(b.id)
    late.resolve(ok(answer(a.id, [audit('of A')])))
    await flushPromises()
    expect(scope.auditInstances).toEqual([])
  })
})
