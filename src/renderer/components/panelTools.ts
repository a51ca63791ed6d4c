import type { InjectionKey, Ref } from 'vue'

/** The place in a panel's header where a chart puts its button, so that it costs no row of its own. */
export const panelTools: InjectionKey<Readonly<Ref<HTMLElement | null>>> = Symbol('panelTools')
