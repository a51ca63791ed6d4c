import type { Payload } from 'echarts/core'

/** What a chart lets others do with it, besides giving it an option. */
export interface ChartHandle {
  /** What it is drawn on; another after each time it was shown as a table. */
  readonly surface: object | null
  /** Has the chart do something, as a person would with the mouse; nothing before it is drawn. */
  dispatch: (payload: Payload) => void
}
