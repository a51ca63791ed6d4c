import { computed, type ComputedRef, type Ref } from 'vue'
import type { CommandPaletteGroup, CommandPaletteItem } from '@nuxt/ui'
import type { Router } from 'vue-router'
import type { Account } from '../../../shared/model/account.ts'
import { actions, runAction, type Action } from '../../composables/useActions.ts'
import en from '../../i18n/en/index.ts'
import { useText, type MessageKey } from '../../i18n/index.ts'
import { keyNames } from '../../shortcuts.ts'
import { useAccountsStore } from '../../stores/accounts.ts'
import { useScopeStore } from '../../stores/scope.ts'
import { actionLabel } from './appMenu.ts'
import { screens } from './screens.ts'

export interface PaletteItem extends CommandPaletteItem {
  label: string
  /** What tells it from others of its name. */
  detail?: string
  /** Its English name, which finds it in every language. */
  english?: string
  icon?: string
  color?: Account['color']
  isNow: boolean
  keys: string[]
  disabled?: boolean
  onSelect: () => void
}

type PaletteGroup = Omit<CommandPaletteGroup, 'items'> & { items: PaletteItem[] }

interface PaletteOptions {
  query: Readonly<Ref<string>>
  router: Router
  /** Called before anything is done, so that no dialog is in its way. */
  close: () => void
}

/** What the palette offers now; asks for the instances of the account shown if need be. */
export function usePaletteGroups(options: PaletteOptions): ComputedRef<PaletteGroup[]> {
  const { query, router, close } = options
  const accounts = useAccountsStore()
  const scope = useScopeStore()
  const { t } = useText()
  if (accounts.selectedId !== null) {
    scope.needAuditInstances()
    scope.needDdmInstances()
  }

  function then(run: () => unknown): () => void {
    return () => {
      close()
      void run()
    }
  }

  function ofAction(action: Action): PaletteItem {
    const { id, label, icon, shortcut, enabled, checked } = action
    return {
      label: actionLabel(action, t),
      ...(typeof label === 'string' ? { english: inEnglish(label) } : {}),
      ...(icon === undefined ? {} : { icon }),
      isNow: checked === true,
      keys: shortcut === undefined ? [] : keyNames(shortcut),
      ...(enabled === false ? { disabled: true } : {}),
      onSelect: then(() => {
        runAction(id)
      }),
    }
  }

  const isScreen = ({ menu, checked }: Action): boolean => menu === 'go' && checked !== undefined
  const all = computed(() => actions.value.filter(({ id }) => id !== 'view.palette'))

  const ofAccounts = computed(() =>
    accounts.accounts.map((account): PaletteItem => {
      const action = all.value.find(({ id }) => id === `account.${account.id}`)
      return {
        label: account.name,
        detail: `${account.region} · ${account.projectName}`,
        color: account.color,
        isNow: account.id === accounts.selectedId,
        keys: action?.shortcut === undefined ? [] : keyNames(action.shortcut),
        onSelect: then(() => {
          runAction(`account.${account.id}`)
        }),
      }
    }),
  )

  /** Shows an instance on the present screen, or on the first one that is about such instances. */
  function toScreenOf(name: 'audit' | 'ddm'): Promise<unknown> {
    const { meta } = router.currentRoute.value
    if (meta.names?.includes(name) === true) return Promise.resolve()
    return router.push({ name: name === 'audit' ? 'sessions' : 'kill-log' })
  }

  function ofInstances<Id extends string>(
    kind: 'audit' | 'ddm',
    instances: readonly { id: Id; name: string }[],
    shown: Id | null,
    choose: (id: Id) => void,
  ): PaletteItem[] {
    return instances.map(({ id, name }) => ({
      label: name === '' ? id : name,
      detail: id,
      icon: 'i-lucide-server',
      isNow: id === shown,
      keys: [],
      onSelect: then(() => {
        choose(id)
        return toScreenOf(kind)
      }),
    }))
  }

  const ofLink = computed((): PaletteItem[] => {
    const text = query.value.trim()
    if (!text.startsWith('/')) return []
    const { name } = router.resolve(text)
    const screen = screens.find((candidate) => candidate.name === name)
    if (screen === undefined) return []
    return [
      {
        label: t('palette.followLink', { screen: t(screen.label) }),
        icon: 'i-lucide-link',
        isNow: false,
        keys: [],
        onSelect: then(() => router.push(text)),
      },
    ]
  })

  return computed(() => {
    const account = accounts.selected?.name ?? ''
    const groups: PaletteGroup[] = [
      { id: 'link', label: t('palette.link'), items: ofLink.value, ignoreFilter: true },
      {
        id: 'screens',
        label: t('palette.screens'),
        items: all.value.filter(isScreen).map(ofAction),
      },
      { id: 'accounts', label: t('palette.accounts'), items: ofAccounts.value },
      {
        id: 'audit',
        label: t('palette.auditInstances', { account }),
        items: ofInstances(
          'audit',
          scope.auditInstances,
          scope.auditInstanceId,
          scope.chooseAuditInstance,
        ),
      },
      {
        id: 'ddm',
        label: t('palette.ddmInstances', { account }),
        items: ofInstances('ddm', scope.ddmInstances, scope.ddmInstanceId, scope.chooseDdmInstance),
      },
      {
        id: 'actions',
        label: t('palette.actions'),
        items: all.value
          .filter((action) => !isScreen(action) && action.menu !== 'account')
          .map(ofAction),
      },
    ]
    return groups.filter(({ items }) => items.length > 0)
  })
}

/** The English words of a text, without what is filled in. */
function inEnglish(key: MessageKey): string {
  let node: unknown = en
  for (const part of key.split('.')) {
    node = typeof node === 'object' && node !== null ? Reflect.get(node, part) : undefined
  }
  return typeof node === 'string' ? node.replace(/\{\w+\}/g, '') : ''
}
