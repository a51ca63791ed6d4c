import { resolve } from 'node:path'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

// The floor the built code must run on is Electron 33: Node 20.18 and Chrome 130.
const nodeTarget = 'node20.18'
const chromeTarget = 'chrome130'

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      // undici is bundled because `src/main/huawei/node-floor.ts` must run before it.
      externalizeDeps: { exclude: ['undici'] },
      rollupOptions: { input: { index: resolve('src/main/index.ts') } },
    },
  },
  preload: {
    build: {
      target: chromeTarget,
      // A sandboxed preload script can't import: it has to be one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    build: {
      target: chromeTarget,
      rollupOptions: { input: { index: resolve('src/renderer/index.html') } },
    },
    plugins: [vue(), ui({ autoImport: false, components: false })],
  },
})
