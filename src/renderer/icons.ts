/**
 * Cuts the icon library off from its web service; has to be imported before it. Every icon is
 * bundled at build time from the names in the sources (`icon.clientBundle` in
 * `electron.vite.config.ts`); one that is missing there is looked for in this window's own origin
 * and stays blank.
 */
Object.assign(window, { IconifyProviders: { '': { resources: [''] } } })
