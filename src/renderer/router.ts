import { createRouter, createWebHashHistory } from 'vue-router'

/** Hash history: the window is served from `app://desk/`, which has one document. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'overview', component: () => import('./views/OverviewView.vue') },
    {
      path: '/all-accounts',
      name: 'all-accounts',
      component: () => import('./views/AllAccountsView.vue'),
    },
    { path: '/sessions', name: 'sessions', component: () => import('./views/SessionsView.vue') },
    { path: '/risk', name: 'risk', component: () => import('./views/RiskView.vue') },
    { path: '/analyses', name: 'analyses', component: () => import('./views/AnalysesView.vue') },
    { path: '/kill-log', name: 'kill-log', component: () => import('./views/KillLogView.vue') },
    { path: '/reports', name: 'reports', component: () => import('./views/ReportsView.vue') },
    { path: '/accounts', name: 'accounts', component: () => import('./views/AccountsView.vue') },
    { path: '/settings', name: 'settings', component: () => import('./views/SettingsView.vue') },
    { path: '/:rest(.*)*', redirect: { name: 'overview' } },
  ],
})
