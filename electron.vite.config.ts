import { resolve } from 'node:path'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

// The floor the built code must run on is Electron 33: Node 20.18 and Chrome 130.
const nodeTarget = 'node20.18'
const chromeTarget = 'chrome130'

const smallIcons = {
  variants: { size: { md: { leadingIcon: 'size-4', trailingIcon: 'size-4' } } },
}

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      // undici is bundled because `src/main/huawei/node-floor.ts` must run before it.
      externalizeDeps: { include: ['keytar'], exclude: ['undici'] },
      rolldownOptions: { input: { index: resolve('src/main/index.ts') } },
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
      rolldownOptions: { input: { index: resolve('src/renderer/index.html') } },
    },
    define: {
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      // Messages are interpreted, never compiled to code: the content security policy has no eval.
      __INTLIFY_JIT_COMPILATION__: true,
      __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    },
    plugins: [
      vue(),
      ui({
        // Where its generated theme goes (node_modules/.nuxt-ui); else it would be in src/renderer.
        root: resolve('.'),
        autoImport: false,
        components: false,
        colorMode: false,
        ui: {
          colors: { neutral: 'slate', primary: 'blue' },
          // Icons as tall as the text of 13 px beside them.
          button: smallIcons,
          dropdownMenu: { variants: { size: { md: { itemLeadingIcon: 'size-4' } } } },
          input: smallIcons,
          inputMenu: smallIcons,
          selectMenu: smallIcons,
        },
        // Icons are bundled from the names in the sources; none is ever asked for on the network.
        icon: { clientBundle: { scan: { globInclude: ['src/renderer/**/*.{vue,ts}'] } } },
      }),
    ],
  },
})
