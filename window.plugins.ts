import { resolve } from 'node:path'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import type { PluginOption } from 'vite'

const smallIcons = {
  variants: { size: { md: { leadingIcon: 'size-4', trailingIcon: 'size-4' } } },
}

/** Nuxt UI lets 75 % of the colour stand under the pointer, on which the text is too faint (3.6:1). */
const readableSolids = (['primary', 'error'] as const).map((color) => ({
  color,
  variant: 'solid' as const,
  class: `hover:bg-${color}/90 active:bg-${color}/90`,
}))

/** What turns the window's sources into a page: for the build and for the tests alike. */
export function windowPlugins(): PluginOption[] {
  return [
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
        button: { ...smallIcons, compoundVariants: readableSolids },
        dropdownMenu: { variants: { size: { md: { itemLeadingIcon: 'size-4' } } } },
        input: smallIcons,
        inputMenu: smallIcons,
        selectMenu: smallIcons,
      },
      // Icons are bundled from the names in the sources; none is ever asked for on the network.
      icon: { clientBundle: { scan: { globInclude: ['src/renderer/**/*.{vue,ts}'] } } },
    }),
  ]
}
