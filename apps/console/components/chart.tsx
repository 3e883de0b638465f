import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMedia, useTheme } from '../theme/theme.tsx'
import type { ChartLook } from './chart-engine.ts'
import { chartTable, type ChartSeries, type TimeText, type ValueText } from './chart-kinds.ts'
import './chart.css'

export type ChartProps = {
  /** What it shows, in words: its name for everybody. */
  label: string
  series: readonly ChartSeries[]
  valueText: ValueText
  timeText: TimeText
  /** The values are bytes: the axis is cut where their units are whole. */
  bytes?: boolean | undefined
  /** A line to be held against: a quota, a target. */
  limit?: { value: number; name: string }
  heightPixels?: number
}

type Engine = { draw(look: ChartLook): void; stop(): void }

/** A few lines over time, each with its name beside it; the same as a table for those who cannot see it. */
export const Chart = ({ label, series, valueText, timeText, bytes, limit, heightPixels = 220 }: ChartProps) => {
  const { t } = useTranslation()
  const { mode } = useTheme()
  const still = useMedia('(prefers-reduced-motion: reduce)')
  const box = useRef<HTMLDivElement>(null)
  const [engine, setEngine] = useState<Engine>()
  useEffect(() => {
    let gone = false
    let started: Engine | undefined
    void import('./chart-engine.ts').then(({ startChart }) => {
      if (gone || !box.current) return
      started = startChart(box.current)
      setEngine(started)
    })
    return () => {
      gone = true
      started?.stop()
    }
  }, [])
  useEffect(() => {
    engine?.draw({ series, valueText, timeText, bytes, limit, still })
  }, [engine, series, valueText, timeText, bytes, limit, still, mode])
  return (
    <figure className="chart" aria-label={label}>
      <div
        ref={box}
        className="chart-picture"
        style={{ height: heightPixels }}
        aria-hidden="true"
        data-drawn={!!engine}
      />
      <table className="hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('components.chart.time')}</th>
            {series.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chartTable(series).map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{timeText(at)}</th>
              {values.map((value, i) => (
                <td key={series[i]!.key}>{value === null ? '–' : valueText(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
