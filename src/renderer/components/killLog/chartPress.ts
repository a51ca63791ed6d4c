import type { EChartsOption } from 'echarts'

/** What ECharts tells of a press on a chart, as far as the kill log's pictures need it. */
export interface ChartPress {
  /** `series`, or the axis whose label was pressed. */
  componentType: string
  dataIndex?: number
  /** The data of the item, or the text of the label. */
  value: unknown
  event?: { event?: unknown }
}

/** Whether a key is held that adds to what is chosen. */
export function isAdding({ event }: ChartPress): boolean {
  const pressed = event?.event
  return pressed instanceof MouseEvent && (pressed.ctrlKey || pressed.metaKey || pressed.shiftKey)
}

/** The same chart, whose names along the axes tell when they are pressed. */
export function withPressableNames({ xAxis, yAxis, ...option }: EChartsOption): EChartsOption {
  return { ...option, xAxis: pressable(xAxis), yAxis: pressable(yAxis) }
}

function pressable<Axis extends object>(axis: Axis | Axis[] | undefined): Axis[] {
  const axes = Array.isArray(axis) ? axis : axis === undefined ? [] : [axis]
  return axes.map((one) => ({ ...one, triggerEvent: true }))
}
