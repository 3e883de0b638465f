import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from '../components/chart.tsx'
import { formatAmount } from '../components/figures.ts'
import { api } from '../shell/api.ts'
import { Skeleton } from '../components/states.tsx'
import { timeZone } from '../shell/time-zone.ts'

const hours = 24
const hourMilliseconds = 3_600_000
const everyMilliseconds = 300_000

/** What came in in each of the last 24 hours. */
export const Throughput = () => {
  const { t, i18n } = useTranslation()
  const figures = useQuery({
    queryKey: ['desk', 'throughput', timeZone],
    queryFn: ({ signal }) => {
      const to = Math.ceil(Date.now() / hourMilliseconds) * hourMilliseconds
      const from = new Date(to - hours * hourMilliseconds).toISOString()
      return api.desk.figures({ from, to: new Date(to).toISOString(), bucket: 'hour', timeZone }, { signal })
    },
    refetchInterval: everyMilliseconds,
  })
  const series = useMemo(() => {
    if (!figures.data) return []
    const { starts, series } = figures.data
    const minutes = starts.map((at, i) => ({ at, value: (series.mediaSeconds[i] ?? 0) / 60 }))
    return [{ key: 'media', name: t('today.perHourMedia'), points: minutes, look: 'bar' as const }]
  }, [figures.data, t])
  const valueText = useCallback((value: number) => formatAmount(value, i18n.language), [i18n.language])
  const timeText = useMemo(() => {
    const hour = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false })
    return (at: string) => hour.format(new Date(at))
  }, [i18n.language])
  return (
    <section className="panel" aria-label={t('today.throughput')} data-testid="throughput">
      <h2>{t('today.throughput')}</h2>
      {figures.data ? (
        <Chart
          label={t('today.perHourMedia')}
          series={series}
          valueText={valueText}
          timeText={timeText}
          heightPixels={160}
        />
      ) : (
        <Skeleton rows={3} />
      )}
    </section>
  )
}
