import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import OverviewView from './views/OverviewView.vue'

/** The screens by their addresses; each but the first is loaded when it is first shown. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'overview',
    meta: { names: [] },
    component: OverviewView,
  },
  {
    path: '/all-accounts',
    name: 'all-accounts',
    component: () => import('./views/AllAccountsView.vue'),
  },
  {
    path: '/sessions',
    name: 'sessions',
    meta: { names: ['audit', 'range'] },
    component: () => import('./views/SessionsView.vue'),
  },
  {
    path: '/risk',
    name: 'risk',
    meta: { names: ['audit', 'range'] },
    component: () => import('./views/RiskView.vue'),
  },
  {
    path: '/analyses',
    name: 'analyses',
    meta: { names: ['audit'] },
    component: () => import('./views/AnalysesView.vue'),
  },
  {
    path: '/kill-log',
    name: 'kill-log',
    meta: { names: ['ddm', 'range'] },
    component: () => import('./views/KillLogView.vue'),
  },
  { path: '/reports', name: 'reports', component: () => import('./views/ReportsView.vue') },
  { path: '/accounts', name: 'accounts', component: () => import('./views/AccountsView.vue') },
  { path: '/settings', name: 'settings', component: () => import('./views/SettingsView.vue') },
  { path: '/:rest(.*)*', redirect: { name: 'overview' } },
]

/** Hash history: the window is served from `app://desk/`, which has one document. */
export const router = createRouter({ history: createWebHashHistory(), routes })
