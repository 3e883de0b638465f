import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FigureKind } from '#services/desk'
import { Meter } from '../components/meter.tsx'
import { StatFigure } from '../components/stat-figure.tsx'
import { api } from '../shell/api.ts'
import { formatBytes, formatSpan } from '../shell/format.ts'
import { ErrorState } from '../components/states.tsx'
import { timeZone } from '../shell/time-zone.ts'

const everyMilliseconds = 60_000
const shown = ['assetsMade', 'mediaSeconds', 'published', 'runsFailed'] as const satisfies FigureKind[]
const aYearDays = 365
const fewDays = 14

/** The day in four numbers, each beside the same time yesterday, and how long the storage lasts. */
export const DayFigures = () => {
  const { t, i18n } = useTranslation()
  const today = useQuery({
    queryKey: ['desk', 'today', timeZone],
    queryFn: ({ signal }) => api.desk.today({ timeZone }, { signal }),
    refetchInterval: everyMilliseconds,
  })
  if (today.error && !today.data) return <ErrorState error={today.error} again={() => void today.refetch()} />
  const { data } = today
  const number = (kind: (typeof shown)[number], value: number) =>
    kind === 'mediaSeconds' && value > 0
      ? formatSpan(value, i18n.language)
      : new Intl.NumberFormat(i18n.language).format(value)
  return (
    <>
      <section className="panel today-figures" aria-label={t('today.figures')} data-testid="figures">
        {shown.map((kind) => (
          <StatFigure
            key={kind}
            label={t(`today.names.${kind}`)}
            value={data ? number(kind, data.today[kind]) : unknown}
            about={t('today.compare', { value: data ? number(kind, data.yesterday[kind]) : unknown })}
            {...(kind === 'runsFailed' && data && data.today[kind] > 0 ? { tone: 'red' as const } : {})}
          />
        ))}
      </section>
      <Storage storage={data?.storage} />
    </>
  )
}

type StorageFacts = Awaited<ReturnType<typeof api.desk.today>>['storage']

/** Takes the room of what comes: nothing moves when the numbers are known. */
const unknown = '–'

const Storage = ({ storage }: { storage: StorageFacts | undefined }) => {
  const { t } = useTranslation()
  if (!storage) {
    return (
      <section className="panel" aria-label={t('today.storage')}>
        <Meter label={t('today.storage')} value={unknown} share={0} about={unknown} />
      </section>
    )
  }
  const { essenceBytes, segmentBytes, quotaBytes, freeBytes, daysLeft, growthBytesPerDay } = storage
  // The quota bounds essence; the store itself bounds everything.
  const used = quotaBytes === undefined ? essenceBytes + segmentBytes : essenceBytes
  const whole = quotaBytes ?? (freeBytes === undefined ? undefined : used + freeBytes)
  const share = whole ? used / whole : 0
  const low = share > 0.9 || (daysLeft ?? aYearDays) < fewDays
  const lasts =
    daysLeft !== undefined && daysLeft <= aYearDays
      ? t('today.daysLeft', { count: Math.floor(daysLeft) })
      : growthBytesPerDay === undefined
        ? t('today.noGrowth')
        : t('today.daysMany')
  return (
    <section className="panel" aria-label={t('today.storage')}>
      <Meter
        label={t('today.storage')}
        value={whole === undefined ? formatBytes(used) : `${formatBytes(used)} / ${formatBytes(whole)}`}
        share={share}
        tone={low ? 'amber' : 'jade'}
        about={<Link to="/station/usage">{lasts}</Link>}
      />
    </section>
  )
}
