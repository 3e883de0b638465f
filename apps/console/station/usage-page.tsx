import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { figureKinds, type FigureKind } from '#services/desk'
import { Chart } from '../components/chart.tsx'
import { formatAmount } from '../components/figures.ts'
import { Meter } from '../components/meter.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { StatFigure } from '../components/stat-figure.tsx'
import { api } from '../shell/api.ts'
import { saveText } from '../shell/save-text.ts'
import { formatBytes, formatSpan } from '../shell/format.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { timeZone } from '../shell/time-zone.ts'

const spans = ['7', '30', '90'] as const
const dayMilliseconds = 86_400_000
type Figures = Awaited<ReturnType<typeof api.desk.figures>>

/** 用量: what the station did and stored, day by day. */
export const UsagePage = () => {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const days = spans.find((one) => one === params.get('days')) ?? '30'
  const figures = useQuery({
    queryKey: ['desk', 'usage', days, timeZone],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - (Number(days) - 1) * dayMilliseconds)
      from.setHours(0, 0, 0, 0)
      const to = new Date(Date.now() + 1000).toISOString()
      return api.desk.figures({ from: from.toISOString(), to, bucket: 'day', timeZone }, { signal })
    },
    placeholderData: keepPreviousData,
  })
  return (
    <PageFrame
      title={t('nav.usage')}
      about={t('usage.about')}
      actions={
        <>
          <Segmented
            value={days}
            onChange={(value) => setParams({ days: value })}
            options={spans.map((value) => ({
              value,
              label: t('usage.days', { count: Number(value) }),
            }))}
            aria-label={t('usage.span')}
          />
          <Button
            disabled={!figures.data}
            onClick={() => figures.data && saveText('usage.csv', 'text/csv', csvOf(figures.data))}
          >
            {t('usage.export')}
          </Button>
        </>
      }
    >
      <Stored />
      {figures.error && !figures.data ? (
        <ErrorState error={figures.error} again={() => void figures.refetch()} />
      ) : figures.data ? (
        <Days figures={figures.data} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  )
}

/** The figures as a table for spreadsheets: a line a day, numbers without units. */
export const csvOf = ({ starts, series }: Figures): string =>
  [
    ['day', ...figureKinds].join(','),
    ...starts.map((start, i) => [start, ...figureKinds.map((kind) => series[kind][i] ?? 0)].join(',')),
  ].join('\r\n')

const Stored = () => {
  const { t } = useTranslation()
  const today = useQuery({
    queryKey: ['desk', 'today', timeZone],
    queryFn: ({ signal }) => api.desk.today({ timeZone }, { signal }),
  })
  if (!today.data) {
    return (
      <section className="panel usage-stored" aria-label={t('usage.stored')}>
        <Meter label={t('usage.stored')} value="–" share={0} about="–" />
      </section>
    )
  }
  const { essenceBytes, segmentBytes, quotaBytes, freeBytes } = today.data.storage
  const whole = quotaBytes ?? (freeBytes === undefined ? undefined : essenceBytes + segmentBytes + freeBytes)
  const share = (bytes: number) => (whole ? bytes / whole : 0)
  return (
    <section className="panel usage-stored" aria-label={t('usage.stored')} data-testid="usage">
      <Meter
        label={t('usage.stored')}
        value={
          whole === undefined
            ? formatBytes(essenceBytes + segmentBytes)
            : `${formatBytes(quotaBytes === undefined ? essenceBytes + segmentBytes : essenceBytes)} / ${formatBytes(whole)}`
        }
        parts={[
          {
            label: t('usage.essence', { size: formatBytes(essenceBytes) }),
            share: share(essenceBytes),
            lane: 1,
          },
          ...(quotaBytes === undefined
            ? [
                {
                  label: t('usage.segments', { size: formatBytes(segmentBytes) }),
                  share: share(segmentBytes),
                  lane: 2,
                },
              ]
            : []),
        ]}
        about={`${t('usage.essence', { size: formatBytes(essenceBytes) })} · ${t('usage.segments', { size: formatBytes(segmentBytes) })}`}
      />
    </section>
  )
}

const charts = [
  { kind: 'mediaSeconds', scale: 60, bytes: false },
  { kind: 'essenceBytes', scale: 1, bytes: true },
  { kind: 'assetsMade', scale: 1, bytes: false },
  { kind: 'cpuSeconds', scale: 60, bytes: false },
  { kind: 'playedBytes', scale: 1, bytes: true },
] as const satisfies { kind: FigureKind; scale: number; bytes: boolean }[]

const Days = ({ figures }: { figures: Figures }) => {
  const { t, i18n } = useTranslation()
  const number = useMemo(() => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }), [i18n.language])
  const timeText = useMemo(() => {
    const day = new Intl.DateTimeFormat(i18n.language, { month: 'numeric', day: 'numeric' })
    return (at: string) => day.format(new Date(at))
  }, [i18n.language])
  const amount = useCallback((value: number) => formatAmount(value, i18n.language), [i18n.language])
  const { totals } = figures
  const span = (seconds: number) => (seconds === 0 ? '0' : formatSpan(seconds, i18n.language))
  return (
    <>
      <section className="panel usage-totals" aria-label={t('usage.totals')}>
        <StatFigure label={t('usage.kinds.assetsMade')} value={number.format(totals.assetsMade)} />
        <StatFigure label={t('usage.names.mediaSeconds')} value={span(totals.mediaSeconds)} />
        <StatFigure label={t('usage.names.essenceBytes')} value={formatBytes(totals.essenceBytes)} />
        <StatFigure label={t('usage.names.cpuSeconds')} value={span(totals.cpuSeconds)} />
        <StatFigure label={t('usage.names.published')} value={number.format(totals.published)} />
        <StatFigure
          label={t('usage.names.runsFailed')}
          value={number.format(totals.runsFailed)}
          about={t('usage.ofRuns', { count: totals.runsDone + totals.runsFailed })}
        />
        <StatFigure label={t('usage.names.playedBytes')} value={formatBytes(totals.playedBytes)} />
        <StatFigure label={t('usage.names.keysGiven')} value={number.format(totals.keysGiven)} />
        <StatFigure label={t('usage.names.searches')} value={number.format(totals.searches)} />
      </section>
      <div className="usage-charts">
        {charts.map(({ kind, scale, bytes }) => (
          <section key={kind} className="panel" aria-label={t(`usage.kinds.${kind}`)}>
            <h2>{t(`usage.kinds.${kind}`)}</h2>
            {totals[kind] === 0 ? (
              <p className="faint usage-none">{t('usage.none')}</p>
            ) : (
              <Chart
                label={t(`usage.kinds.${kind}`)}
                series={[
                  {
                    key: kind,
                    name: '',
                    look: 'bar',
                    points: figures.starts.map((at, i) => ({
                      at,
                      value: (figures.series[kind][i] ?? 0) / scale,
                    })),
                  },
                ]}
                valueText={bytes ? formatBytes : amount}
                bytes={bytes}
                timeText={timeText}
                heightPixels={180}
              />
            )}
          </section>
        ))}
      </div>
    </>
  )
}
