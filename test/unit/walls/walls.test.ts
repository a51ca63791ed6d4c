import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { beforeAll, describe, expect, it } from 'vitest'

// The project's own configuration. Only the rules that need types are off, so that the snippets
// need not be files of the project.
let eslint: ESLint

beforeAll(async () => {
  eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] })
  await eslint.lintText('', { filePath: 'src/shared/first.ts' })
}, 60_000)

const wallRules = new Set([
  'import-x/no-restricted-paths',
  '@typescript-eslint/no-restricted-imports',
  'no-restricted-syntax',
  'no-restricted-globals',
])

async function messagesOf(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath })
  const messages = result!.messages
  expect(messages.filter(({ fatal }) => fatal)).toEqual([])
  return messages
    .filter(({ ruleId, severity }) => severity === 2 && wallRules.has(ruleId ?? ''))
    .map(({ message }) => message)
}

interface Case {
  what: string
  file: string
  code: string
  /** Part of the message: the reason, or what to do instead. */
  says: RegExp
}

const violations: Record<string, Case[]> = {
  'The window and the preload script import only src/shared': [
    {
      what: 'the window imports a service',
      file: 'src/renderer/stores/new.ts',
      code: `import { HuaweiClient } from '../../main/huawei/client.ts'`,
      says: /only through the bridge.*add a procedure to the contract/,
    },
    {
      what: 'a component imports a service',
      file: 'src/renderer/views/New.vue',
      code: `<script setup lang="ts">\nimport { HuaweiClient } from '../../main/huawei/client.ts'\n</script>`,
      says: /only through the bridge/,
    },
    {
      what: 'the window imports a type of a service',
      file: 'src/renderer/stores/new.ts',
      code: `import type { HuaweiClient } from '../../main/huawei/client.ts'`,
      says: /only through the bridge/,
    },
    {
      what: 'the window imports the preload script',
      file: 'src/renderer/stores/new.ts',
      code: `import '../../preload/index.ts'`,
      says: /only through the bridge/,
    },
    {
      what: 'the window imports a Node module',
      file: 'src/renderer/stores/new.ts',
      code: `import { readFileSync } from 'node:fs'`,
      says: /do not exist in the window.*reach it through the contract/,
    },
    {
      what: 'the window imports a Node module lazily',
      file: 'src/renderer/stores/new.ts',
      code: `export const fs = await import('node:fs')`,
      says: /do not exist in the window/,
    },
    {
      what: 'the window opens a connection',
      file: 'src/renderer/stores/new.ts',
      code: `export const answer = await fetch('https://example.com')`,
      says: /The window has no network.*through the bridge/,
    },
    {
      what: 'the window imports electron',
      file: 'src/renderer/stores/new.ts',
      code: `import { shell } from 'electron'`,
      says: /electron may only be imported in/,
    },
    {
      what: 'the preload script imports a service',
      file: 'src/preload/index.ts',
      code: `import { HuaweiClient } from '../main/huawei/client.ts'`,
      says: /import from src\/shared/,
    },
    {
      what: 'the preload script imports a package',
      file: 'src/preload/index.ts',
      code: `import { z } from 'zod'`,
      says: /has no dependencies but electron/,
    },
    {
      what: 'the preload script imports the schemas of the contract',
      file: 'src/preload/index.ts',
      code: `import { contract } from '../shared/contract/index.ts'`,
      says: /would carry zod along.*import type/,
    },
  ],
  'src/shared imports nothing but zod': [
    {
      what: 'it imports a service',
      file: 'src/shared/model/new.ts',
      code: `import { HuaweiClient } from '../../main/huawei/client.ts'`,
      says: /used on both sides of the bridge/,
    },
    {
      what: 'it imports the window',
      file: 'src/shared/model/new.ts',
      code: `import { router } from '../../renderer/router.ts'`,
      says: /used on both sides of the bridge/,
    },
    {
      what: 'it imports a Node module',
      file: 'src/shared/model/new.ts',
      code: `import { readFileSync } from 'node:fs'`,
      says: /have to run there/,
    },
    {
      what: 'it imports a package',
      file: 'src/shared/model/new.ts',
      code: `import { ref } from 'vue'`,
      says: /nothing but zod/,
    },
  ],
  'electron stays in shell, bridge, index and preload': [
    ...['accounts', 'archive', 'collect', 'huawei', 'report'].map((room) => ({
      what: `src/main/${room} imports it`,
      file: `src/main/${room}/new.ts`,
      code: `import { app } from 'electron'`,
      says: /every service runs in plain Node: pass what is needed/,
    })),
    {
      what: 'the command line imports it',
      file: 'src/cli/new.ts',
      code: `import { app } from 'electron/main'`,
      says: /every service runs in plain Node/,
    },
    {
      what: 'a service imports it lazily',
      file: 'src/main/accounts/new.ts',
      code: `export const { app } = await import('electron')`,
      says: /every service runs in plain Node/,
    },
    {
      what: 'a service imports the shell',
      file: 'src/main/accounts/new.ts',
      code: `import '../shell/window.ts'`,
      says: /Services run without a window/,
    },
    {
      what: 'the command line imports the bridge',
      file: 'src/cli/new.ts',
      code: `import '../main/bridge/serve.ts'`,
      says: /Services run without a window/,
    },
  ],
  'huawei knows only the cloud; archive and report know nothing of the network': [
    {
      what: 'huawei imports accounts',
      file: 'src/main/huawei/new.ts',
      code: `import '../accounts/accounts.ts'`,
      says: /knows nothing of accounts, archive, report or window/,
    },
    {
      what: 'huawei imports a use case',
      file: 'src/main/huawei/new.ts',
      code: `import '../collect/summary.ts'`,
      says: /pass what it needs as an argument/,
    },
    ...['archive', 'report'].map((room) => ({
      what: `${room} imports huawei`,
      file: `src/main/${room}/new.ts`,
      code: `import '../huawei/client.ts'`,
      says: /network cable pulled/,
    })),
    ...['accounts', 'archive', 'collect', 'report', 'shell', 'bridge'].map((room) => ({
      what: `${room} opens a connection`,
      file: `src/main/${room}/new.ts`,
      code: `import { request } from 'undici'`,
      says: /only src\/main\/huawei opens connections/,
    })),
    {
      what: 'a use case calls fetch',
      file: 'src/main/collect/new.ts',
      code: `export const answer = await fetch('https://example.com')`,
      says: /only src\/main\/huawei opens connections/,
    },
  ],
  'Only accounts touches the keychain': [
    ...['bridge', 'collect', 'huawei', 'report', 'shell'].map((room) => ({
      what: `${room} imports keytar`,
      file: `src/main/${room}/new.ts`,
      code: `import keytar from 'keytar'`,
      says: /one place where secrets come and go/,
    })),
    {
      what: 'a service imports keytar lazily',
      file: 'src/main/collect/new.ts',
      code: `export const keytar = await import('keytar')`,
      says: /one place where secrets come and go/,
    },
  ],
  'Only archive touches DuckDB': [
    ...['accounts', 'bridge', 'collect', 'huawei', 'report', 'shell'].map((room) => ({
      what: `${room} imports it`,
      file: `src/main/${room}/new.ts`,
      code: `import { DuckDBInstance } from '@duckdb/node-api'`,
      says: /one place says what SQL may do and when the library is loaded/,
    })),
    ...['src/main/index.ts', 'src/cli/new.ts', 'src/simulator/new.ts'].map((file) => ({
      what: `${file} imports it lazily`,
      file,
      code: `export const duckdb = await import('@duckdb/node-api')`,
      says: /one place says what SQL may do/,
    })),
    {
      what: 'the window imports it',
      file: 'src/renderer/stores/new.ts',
      code: `import { DuckDBInstance } from '@duckdb/node-api'`,
      says: /not the window’s business/,
    },
  ],
  'Raw ipcMain and ipcRenderer appear only in bridge and preload': [
    ...['src/main/index.ts', 'src/main/shell/new.ts'].map((file) => ({
      what: `${file} imports ipcMain`,
      file,
      code: `import { ipcMain } from 'electron'`,
      says: /sender and input are checked: add a procedure/,
    })),
    {
      what: 'the bridge imports ipcRenderer',
      file: 'src/main/bridge/new.ts',
      code: `import { ipcRenderer } from 'electron'`,
      says: /used in src\/preload alone/,
    },
  ],
  'The simulator is loaded lazily, by index and cli alone': [
    {
      what: 'index imports it at the start',
      file: 'src/main/index.ts',
      code: `import { startSimulator } from '../simulator/simulator.ts'`,
      says: /only when it is wanted: use `await import/,
    },
    {
      what: 'the command line imports it at the start',
      file: 'src/cli/new.ts',
      code: `import { startSimulator } from '../simulator/simulator.ts'`,
      says: /only when it is wanted/,
    },
    {
      what: 'a service imports it lazily',
      file: 'src/main/accounts/new.ts',
      code: `export const simulator = await import('../../simulator/simulator.ts')`,
      says: /must not know that its cloud may be simulated/,
    },
    {
      what: 'the simulator imports the client',
      file: 'src/simulator/new.ts',
      code: `import '../main/huawei/time.ts'`,
      says: /sharing code with the client would hide its mistakes/,
    },
  ],
}

describe.each(Object.entries(violations))('%s', (_wall, cases) => {
  it.each(cases)('says so when $what', async ({ file, code, says }) => {
    const messages = await messagesOf(file, code)
    expect(messages).toEqual([expect.stringMatching(says)])
  })
})

describe('What the walls let through', () => {
  it.each([
    ['src/renderer/stores/new.ts', `import { contract } from '../../shared/contract/index.ts'`],
    ['src/renderer/stores/new.ts', `import { defineStore } from 'pinia'`],
    ['src/renderer/stores/new.ts', `import { router } from '../router.ts'`],
    ['src/preload/index.ts', `import { contextBridge, ipcRenderer } from 'electron'`],
    ['src/preload/index.ts', `import { channel } from '../shared/contract/channels.ts'`],
    ['src/preload/index.ts', `import type { Contract } from '../shared/contract/index.ts'`],
    ['src/shared/model/new.ts', `import { z } from 'zod'`],
    ['src/shared/model/new.ts', `import { Account } from './account.ts'`],
    ['src/main/bridge/new.ts', `import { ipcMain } from 'electron'`],
    ['src/main/shell/new.ts', `import { BrowserWindow } from 'electron'`],
    ['src/main/index.ts', `import { app } from 'electron'`],
    ['src/main/index.ts', `export const s = await import('../simulator/simulator.ts')`],
    ['src/main/index.ts', `import type { Simulator } from '../simulator/simulator.ts'`],
    ['src/cli/new.ts', `export const s = await import('../simulator/simulator.ts')`],
    ['src/main/huawei/new.ts', `import { request } from 'undici'`],
    ['src/main/collect/new.ts', `import '../huawei/client.ts'`],
    ['src/main/accounts/new.ts', `export const keytar = await import('keytar')`],
    ['src/main/archive/new.ts', `import { DuckDBInstance } from '@duckdb/node-api'`],
    ['src/main/index.ts', `import { Archives } from './archive/archives.ts'`],
    ['src/simulator/new.ts', `import { createServer } from 'node:http'`],
    ['test/integration/new.test.ts', `import '../../src/simulator/simulator.ts'`],
  ])('%s: %s', async (file, code) => {
    expect(await messagesOf(file, code)).toEqual([])
  })
})
