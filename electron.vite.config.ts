import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { windowPlugins } from './window.plugins.ts'

// The floor the built code must run on is Electron 33: Node 20.18 and Chrome 130.
const nodeTarget = 'node20.18'
const chromeTarget = 'chrome130'

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      // Bundled, so that a start reads a few files instead of hundreds (decision 19), and so that
      // `src/main/huawei/node-floor.ts` runs before undici. Native modules stay outside.
      externalizeDeps: false,
      rolldownOptions: {
        external: ['keytar', '@duckdb/node-bindings'],
        input: {
          index: resolve('src/main/index.ts'),
          // Threads of their own, started from their files.
          'report-worker': resolve('src/main/report/build/worker.ts'),
          'verify-worker': resolve('src/main/report/bundle/verify-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      // A sandboxed preload script can't import: it has to be one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    build: {
      target: chromeTarget,
      minify: true,
      // What a start needs; `npm run check` has a limit for it.
      chunkSizeWarningLimit: 900,
      // `npm run check` reads from it how much is loaded before the first paint.
      manifest: true,
      rolldownOptions: {
        input: { index: resolve('src/renderer/index.html') },
        // What a start needs is one file: each asks the main process, which then has its hands full.
        output: { codeSplitting: { groups: [{ name: 'initial', tags: ['$initial'] }] } },
      },
    },
    define: {
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      // Messages are interpreted, never compiled to code: the content security policy has no eval.
      __INTLIFY_JIT_COMPILATION__: true,
      __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    },
    plugins: windowPlugins(),
  },
})
