import './icons.ts'
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import ui from '@nuxt/ui/vue-plugin'
import App from './App.vue'
import { router } from './router.ts'
import { usePreferencesStore } from './stores/preferences.ts'
import './main.css'

const app = createApp(App).use(createPinia()).use(router).use(ui)
// Nothing is painted in a language that was not chosen.
await usePreferencesStore().load()
app.mount('#app')
