import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { bytesStep, type ChartSeries, type TimeText, type ValueText } from './chart-kinds.ts'

register([BarChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer])

export type ChartLook = {
  series: readonly ChartSeries[]
  valueText: ValueText
  timeText: TimeText
  bytes?: boolean | undefined
  /** A line to be held against. */
  limit?: { value: number; name: string } | undefined
  still: boolean
}

/** Colours and faces as they are where the chart stands. */
const tokensOf = (element: Element) => {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return { token, font: token('--font') }
}

/** Draws into an element and goes on doing so; `draw` with what has changed. */
export const startChart = (element: HTMLElement): { draw(look: ChartLook): void; stop(): void } => {
  const chart: EChartsType = init(element, null, { renderer: 'canvas' })
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(element)
  return {
    draw: (look) => chart.setOption(optionOf(look, element), { notMerge: true }),
    stop() {
      observer.disconnect()
      chart.dispose()
    },
  }
}

const optionOf = (look: ChartLook, element: HTMLElement): EChartsCoreOption => {
  const { token, font } = tokensOf(element)
  const text = { color: token('--ink-faint'), fontFamily: font, fontSize: 12 }
  const narrow = element.clientWidth < 480
  return {
    animation: !look.still,
    animationDuration: 180,
    animationDurationUpdate: 180,
    textStyle: text,
    grid: { left: 4, right: labelPixels(look, narrow), top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      // Drawn on the canvas: the page's policy lets no styles in by HTML.
      renderMode: 'richText',
      confine: true,
      backgroundColor: token('--ink-solid'),
      borderWidth: 0,
      padding: [8, 12],
      textStyle: { color: token('--on-ink'), fontFamily: font, fontSize: 12, lineHeight: 18 },
      axisPointer: { type: 'line', lineStyle: { color: token('--line'), type: 'solid' } },
      formatter: (given: unknown) => tooltipText(given, look),
    },
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: token('--line') } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: (at: number) => look.timeText(new Date(at).toISOString()) },
      splitLine: { show: false },
      splitNumber: narrow ? 3 : 6,
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      ...(look.bytes ? bytesAxis(look) : areCounts(look.series) ? { minInterval: 1 } : {}),
      axisLabel: { ...text, formatter: look.valueText },
      splitLine: { lineStyle: { color: token('--line-soft') } },
    },
    series: look.series.map((series, i) => seriesOption(series, i, look, token, font)),
  }
}

const bytesAxis = ({ series, limit }: ChartLook) => {
  const values = series.flatMap(({ points }) => points.map(({ value }) => value ?? 0))
  const most = Math.max(1, limit?.value ?? 0, ...values)
  const interval = bytesStep(most)
  return { interval, max: Math.ceil(most / interval) * interval }
}

/** Of what is counted there are no halves. */
const areCounts = (series: readonly ChartSeries[]): boolean =>
  series.every(({ points }) => points.every(({ value }) => Number.isInteger(value ?? 0)))

const seriesOption = (
  series: ChartSeries,
  i: number,
  look: ChartLook,
  token: (name: string) => string,
  font: string,
) => {
  const colour = series.quiet ? token('--ink-faint') : token(`--lane-${series.lane ?? i + 1}`)
  const bar = series.look === 'bar'
  return {
    type: bar ? 'bar' : 'line',
    name: series.name,
    data: series.points.map(({ at, value }) => [at, value]),
    showSymbol: false,
    symbolSize: 6,
    smooth: false,
    barMaxWidth: 24,
    itemStyle: { color: colour, ...(bar ? { borderRadius: [2, 2, 0, 0] } : {}) },
    lineStyle: { width: series.quiet ? 1 : 1.75, ...(series.quiet ? { type: [4, 3], opacity: 0.8 } : {}) },
    ...(series.look === 'area' ? { areaStyle: { color: colour, opacity: 0.07 } } : {}),
    emphasis: { disabled: true },
    endLabel: {
      show: !bar && look.series.length > 1,
      formatter: series.name,
      color: colour,
      fontFamily: font,
      distance: 6,
    },
    labelLayout: { moveOverlap: 'shiftY' },
    ...(i === 0 && look.limit ? { markLine: limitLine(look.limit, token, font) } : {}),
  }
}

const limitLine = (limit: { value: number; name: string }, token: (name: string) => string, font: string) => ({
  silent: true,
  symbol: 'none',
  data: [{ yAxis: limit.value }],
  lineStyle: { color: token('--amber'), type: [4, 3], width: 1 },
  label: { position: 'insideStartTop', formatter: limit.name, color: token('--amber'), fontFamily: font, fontSize: 12 },
})

/** Room for the names beside the lines, as wide as the longest. */
const labelPixels = ({ series }: ChartLook, narrow: boolean): number => {
  const lines = series.filter(({ look }) => look !== 'bar')
  if (lines.length < 2) return 12
  const widest = Math.max(
    ...lines.map(({ name }) => [...name].reduce((sum, letter) => sum + (letter > '⺀' ? 12 : 7), 0)),
  )
  return Math.min(narrow ? 72 : 120, widest + 14)
}

type TooltipEntry = { seriesName: string; value: [string, number | null] }

const tooltipText = (given: unknown, { valueText, timeText }: ChartLook): string => {
  const entries = (Array.isArray(given) ? given : [given]) as TooltipEntry[]
  const first = entries[0]
  if (!first) return ''
  const lines = entries.flatMap(({ seriesName, value: [, value] }) =>
    value === null || value === undefined ? [] : [`${seriesName}  ${valueText(value)}`],
  )
  return [timeText(new Date(first.value[0]).toISOString()), ...lines].join('\n')
}
