import './icons.ts'
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import ui from '@nuxt/ui/vue-plugin'
import App from './App.vue'
import { router } from './router.ts'
import { usePreferencesStore } from './stores/preferences.ts'
import './main.css'

const app = createApp(App).use(createPinia()).use(router).use(ui)
// Nothing is painted in a language that was not chosen. Nor is it awaited here: its texts import from
// the file that this becomes a part of, and each would wait for the other.
void usePreferencesStore()
  .load()
  .then(() => app.mount('#app'))
