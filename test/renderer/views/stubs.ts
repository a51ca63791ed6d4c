import { defineComponent, h } from 'vue'

/** Stands for the chart, whose canvas a test has no use for; its table can be read. */
export const chartStub = defineComponent({
  name: 'EChart',
  props: { option: { type: Object, required: true }, label: { type: String, required: true } },
  setup(props, { slots }) {
    return () =>
      h('figure', { 'data-testid': 'chart', 'aria-label': props.label }, [slots['table']?.()])
  },
})
