import { afterEach } from 'vitest'
import {
  enableAutoUnmount,
  mount,
  type ComponentMountingOptions,
  type VueWrapper,
} from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Component } from 'vue'
import { screens } from '../../../src/renderer/components/frame/screens.ts'

enableAutoUnmount(afterEach)

const blank: Component = { template: '<p>screen</p>' }

/** A fresh store for each test; call it before a store is used. */
export function freshStores(): void {
  setActivePinia(createPinia())
}

/** Mounts into the document, where dialogs and menus also go, with the routes of the rail. */
export function show(
  component: Component,
  options: ComponentMountingOptions<Record<string, unknown>> = {},
): VueWrapper {
  const history = createMemoryHistory()
  history.replace('/overview')
  const router = createRouter({
    history,
    routes: screens.map(({ name }) => ({ path: `/${name}`, name, component: blank })),
  })
  return mount(component, {
    attachTo: document.body,
    ...options,
    global: { ...options.global, plugins: [router] },
  }) as VueWrapper
}

/** What a person can read on the page, dialogs included. */
export function pageText(): string {
  return document.body.textContent.replace(/\s+/g, ' ')
}

/** The button with this name; throws when there is none. */
export function button(name: string | RegExp): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((candidate) => {
    const text = candidate.getAttribute('aria-label') ?? candidate.textContent.trim()
    return typeof name === 'string' ? text === name : name.test(text)
  })
  if (found === undefined) throw new Error(`There is no button ${String(name)}`)
  return found
}

/** The field with this label; throws when there is none. */
export function field(label: string): HTMLInputElement {
  for (const candidate of document.querySelectorAll('label')) {
    if (candidate.textContent.trim() !== label) continue
    const input = document.getElementById(candidate.htmlFor)
    if (input instanceof HTMLInputElement) return input
  }
  throw new Error(`There is no field ${label}`)
}

export function type(label: string, text: string): void {
  const input = field(label)
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

/** What stands beside a field: its help, or the rule it breaks. */
export function describedBy(label: string): string {
  return (field(label).getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ')
}
