/** The colours a picture is drawn in; one set per theme. CSS colours. */
export interface ChartPalette {
  text: string
  /** Axis labels and other secondary text. */
  muted: string
  /** Split lines; fainter than text. */
  line: string
  /** What the chart lies on, and the gaps between cells. */
  surface: string
  /** The one series most charts have. */
  accent: string
  /** What is gathered as "other". */
  other: string
  /** Risk: only for counts of risks, never as the only sign. */
  risk: string
  /** From few to many. */
  ramp: readonly string[]
}

export const lightPalette: ChartPalette = {
  text: '#1e293b',
  muted: '#52617a',
  line: '#e2e8f0',
  surface: '#ffffff',
  accent: '#2563a8',
  other: '#7d8ca3',
  risk: '#b4530a',
  ramp: ['#e8f0f8', '#b9d3ea', '#7fb0d9', '#4285bf', '#215a96', '#123a66'],
}

export const darkPalette: ChartPalette = {
  text: '#e2e8f0',
  muted: '#9fb0c7',
  line: '#2a3648',
  surface: '#131b28',
  accent: '#5b9bd8',
  other: '#64748b',
  risk: '#e5944b',
  ramp: ['#1b2a3d', '#224465', '#2b628f', '#3b84ba', '#6aabda', '#b5d9f3'],
}
