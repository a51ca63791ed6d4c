import icons from '@iconify-json/lucide/icons.json'

// The build bundles the icons its sources name; a test has them all, and asks no service for any.
// Read by the icon library as it is imported, so this has to run before any component.
Object.assign(window, { IconifyPreload: icons, IconifyProviders: { '': { resources: [''] } } })
