import { darkPalette, lightPalette, type ChartPalette } from '../charts/palette.ts'

/** The colours of a chart's option builders. */
export function chartPalette(isDark: boolean): ChartPalette {
  return isDark ? darkPalette : lightPalette
}

/** What every chart has in common, as an ECharts theme. */
export function chartTheme(isDark: boolean): Record<string, unknown> {
  const palette = chartPalette(isDark)
  const axis = {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted },
    nameTextStyle: { color: palette.muted },
    splitLine: { lineStyle: { color: palette.line } },
  }
  return {
    darkMode: isDark,
    backgroundColor: 'transparent',
    color: [palette.accent, palette.risk, palette.other],
    textStyle: {
      color: palette.text,
      fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif',
    },
    legend: { textStyle: { color: palette.muted } },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
  }
}
