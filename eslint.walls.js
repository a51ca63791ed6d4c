// The walls of docs/architecture.md as lint rules. Each message says why, and what to do instead.

/**
 * What one folder may not import from another. A zone sees every form of import: static, dynamic
 * and type-only.
 */
const zones = [
  {
    target: './src/renderer',
    from: './src',
    except: ['./renderer', './shared'],
    message:
      'The window runs web code and reaches the rest only through the bridge: import from src/shared, or add a procedure to the contract.',
  },
  {
    target: './src/preload',
    from: './src',
    except: ['./shared'],
    message:
      'The preload script only turns the contract into window.auditDesk: import from src/shared.',
  },
  {
    target: './src/shared',
    from: './src',
    except: ['./shared'],
    message:
      'src/shared is used on both sides of the bridge, so it may know neither: move what both need into src/shared.',
  },
  {
    target: './src/main/huawei',
    from: './src/main',
    except: ['./huawei'],
    message:
      'src/main/huawei speaks to the cloud and knows nothing of accounts, archive, report or window: pass what it needs as an argument.',
  },
  {
    target: ['./src/main/archive', './src/main/report'],
    from: './src/main/huawei',
    message:
      'Archive and report work with the network cable pulled: src/main/collect is where the cloud and they meet.',
  },
  {
    target: [
      './src/main/accounts',
      './src/main/archive',
      './src/main/collect',
      './src/main/report',
      './src/cli',
      './src/simulator',
    ],
    from: ['./src/main/shell', './src/main/bridge', './src/main/index.ts', './src/preload'],
    message:
      'Services run without a window, and the command line is those services: let src/main/index.ts hand the window what it needs.',
  },
  {
    target: ['./src/main', './src/cli', './src/simulator'],
    from: './src/renderer',
    message: 'Nothing outside the window imports its code: move what both need into src/shared.',
  },
  {
    target: [
      './src/main/accounts',
      './src/main/archive',
      './src/main/bridge',
      './src/main/collect',
      './src/main/huawei',
      './src/main/report',
      './src/main/shell',
    ],
    from: './src/simulator',
    message:
      'A service must not know that its cloud may be simulated: only src/main/index.ts and src/cli load the simulator, by import().',
  },
  {
    target: './src/simulator',
    from: './src/main',
    message:
      'The simulator is an independent second reading of the service reference: sharing code with the client would hide its mistakes.',
  },
]

/** Each ban: the modules (or names of a module) that are walled off, and the message. */
const bans = {
  electron: {
    regex: '^(electron$|electron/|@electron/)',
    message:
      'electron may only be imported in src/main/shell, src/main/bridge, src/main/index.ts and src/preload, so that every service runs in plain Node: pass what is needed as an argument.',
  },
  ipcMain: {
    regex: '^electron(/main)?$',
    importNames: ['ipcMain'],
    message:
      'Raw ipcMain is used in src/main/bridge alone, where sender and input are checked: add a procedure to the contract.',
  },
  ipcRenderer: {
    regex: '^electron(/renderer)?$',
    importNames: ['ipcRenderer'],
    message:
      'Raw ipcRenderer is used in src/preload alone: the window calls window.auditDesk, and the main process sends events through src/main/bridge.',
  },
  network: {
    regex: '^(undici$|undici/|node:(http|https|http2|net|tls)$)',
    message:
      'There is one way to the network: only src/main/huawei opens connections. Call one of its services.',
  },
  keychain: {
    regex: '^keytar$',
    message:
      'Only src/main/accounts touches the keychain, so that there is one place where secrets come and go.',
  },
  duckdb: {
    regex: '^@duckdb/',
    message:
      'Only src/main/archive touches DuckDB, so that one place says what SQL may do and when the library is loaded: call Archive.',
  },
  node: {
    regex: '^node:',
    message:
      'Node modules do not exist in the window, and src/shared and src/preload have to run there: do this in src/main and reach it through the contract.',
  },
  allButZod: {
    regex: '^(?!zod$|node:)[^./]',
    message:
      'src/shared may import nothing but zod: it is part of the window, the main process and the command line alike.',
  },
  allButElectron: {
    regex: '^(?!electron$|electron/renderer$|node:)[^./]',
    message: 'The preload script has no dependencies but electron: it is loaded before every page.',
  },
  schemas: {
    regex: '/shared/(?!contract/channels\\.ts$)',
    allowTypeImports: true,
    message:
      'The preload script would carry zod along: at run time it takes only src/shared/contract/channels.ts; everything else as `import type`.',
  },
  mainPackages: {
    regex: '^(commander|csv-stringify|yauzl|yazl|@duckdb)(/|$)',
    message:
      'Parsing arguments and writing files is not the window’s business: do this in src/main or src/cli.',
  },
  eagerSimulator: {
    regex: '/simulator/',
    allowTypeImports: true,
    message:
      'The simulator is loaded only when it is wanted: use `await import(…)`, and `import type` for its types.',
  },
}

/** What each room may not import, beyond the zones. No file is in two rooms. */
const rooms = /** @type {[string[], Ban[]][]} */ ([
  [['src/shared/**'], [bans.allButZod, bans.node]],
  [
    ['src/renderer/**'],
    [
      bans.electron,
      bans.node,
      { ...bans.network, regex: '^undici(/|$)' },
      bans.keychain,
      bans.mainPackages,
    ],
  ],
  [['src/preload/**'], [bans.allButElectron, bans.node, bans.schemas]],
  [
    ['src/main/index.ts'],
    [bans.ipcMain, bans.ipcRenderer, bans.network, bans.keychain, bans.duckdb, bans.eagerSimulator],
  ],
  [
    ['src/main/shell/**'],
    [bans.ipcMain, bans.ipcRenderer, bans.network, bans.keychain, bans.duckdb],
  ],
  [['src/main/bridge/**'], [bans.ipcRenderer, bans.network, bans.keychain, bans.duckdb]],
  [['src/main/huawei/**'], [bans.electron, bans.keychain, bans.duckdb]],
  [['src/main/accounts/**'], [bans.electron, bans.network, bans.duckdb]],
  [['src/main/archive/**'], [bans.electron, bans.network, bans.keychain]],
  [
    ['src/main/collect/**', 'src/main/report/**'],
    [bans.electron, bans.network, bans.keychain, bans.duckdb],
  ],
  [['src/cli/**'], [bans.electron, bans.network, bans.keychain, bans.duckdb, bans.eagerSimulator]],
  [['src/simulator/**'], [bans.electron, bans.keychain, bans.duckdb]],
])

/**
 * @typedef {object} Ban
 * @property {string} regex modules, by what the import statement says
 * @property {string[]} [importNames] ban these names only
 * @property {boolean} [allowTypeImports]
 * @property {string} message
 */

/**
 * `import()` escapes no-restricted-imports; what is banned is banned in this form too.
 * @param {Ban} ban
 */
function dynamicImports(ban) {
  const regex = ban.regex.replaceAll('/', '\\/')
  return {
    selector: `ImportExpression[source.value=/${regex}/]`,
    message: ban.message,
  }
}

/** @param {Ban} ban */
const isWholeModule = (ban) => !ban.importNames && !ban.allowTypeImports

/**
 * @param {[string[], Ban[]]} room
 * @returns {import('eslint').Linter.Config}
 */
const roomRules = ([files, banned]) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: banned }],
    'no-restricted-syntax': ['error', ...banned.filter(isWholeModule).map(dynamicImports)],
  },
})

/** @type {import('eslint').Linter.Config[]} */
export const walls = [
  {
    files: ['src/**/*.{ts,vue}'],
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
  },
  ...rooms.map(roomRules),
  {
    files: ['src/renderer/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'].map((name) => ({
          name,
          message:
            'The window has no network, and its content security policy refuses it: ask the main process through the bridge.',
        })),
      ],
    },
  },
  {
    files: ['src/main/**'],
    ignores: ['src/main/huawei/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({
          name,
          message: bans.network.message,
        })),
      ],
    },
  },
]
