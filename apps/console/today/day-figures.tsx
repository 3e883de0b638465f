import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FigureKind } from '#services/desk'
import { api } from '../shell/api.ts'
import { formatBytes, formatSpan } from '../shell/format.ts'
import { Bones, Failed } from '../shell/notice.tsx'

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
const everyMilliseconds = 60_000
const shown = ['assetsMade', 'mediaSeconds', 'published', 'runsFailed'] as const satisfies FigureKind[]
const aYearDays = 365

/** The day in four numbers, each beside the same time yesterday, and how long the storage lasts. */
export const DayFigures = () => {
  const { t, i18n } = useTranslation()
  const today = useQuery({
    queryKey: ['desk', 'today', timeZone],
    queryFn: ({ signal }) => api.desk.today({ timeZone }, { signal }),
    refetchInterval: everyMilliseconds,
  })
  if (today.error && !today.data) return <Failed error={today.error} again={() => void today.refetch()} />
  if (!today.data) return <Bones waiting rows={4} />
  const { data } = today
  const number = (kind: (typeof shown)[number], value: number) =>
    kind === 'mediaSeconds'
      ? value === 0
        ? '0'
        : formatSpan(value, i18n.language)
      : new Intl.NumberFormat(i18n.language).format(value)
  return (
    <>
      <section className="panel today-figures" aria-label={t('today.figures')} data-testid="figures">
        {shown.map((kind) => (
          <div key={kind} className={kind === 'runsFailed' && data.today[kind] > 0 ? 'figure is-fail' : 'figure'}>
            <span className="label">{t(`today.names.${kind}`)}</span>
            <strong className="numerals">{number(kind, data.today[kind])}</strong>
            <span className="faint numerals">{t('today.compare', { value: number(kind, data.yesterday[kind]) })}</span>
          </div>
        ))}
      </section>
      <Storage storage={data.storage} />
    </>
  )
}

type StorageFacts = Awaited<ReturnType<typeof api.desk.today>>['storage']

const Storage = ({ storage }: { storage: StorageFacts }) => {
  const { t } = useTranslation()
  const { essenceBytes, segmentBytes, quotaBytes, freeBytes, daysLeft, growthBytesPerDay } = storage
  const used = essenceBytes + segmentBytes
  // The quota bounds essence; the store itself bounds everything.
  const share = quotaBytes ? essenceBytes / quotaBytes : freeBytes === undefined ? undefined : used / (used + freeBytes)
  const low = (share ?? 0) > 0.9 || (daysLeft ?? aYearDays) < 14
  return (
    <section className="panel today-storage" aria-label={t('today.storage')}>
      <header className="row">
        <h2>{t('today.storage')}</h2>
        <div className="grow" />
        <Link to="/station/usage" className="numerals">
          {t('today.storageUsed', { used: formatBytes(quotaBytes ? essenceBytes : used) })}
        </Link>
      </header>
      {share === undefined ? null : (
        <div className={low ? 'meter is-low' : 'meter'} role="presentation">
          <i style={{ transform: `scaleX(${Math.min(1, Math.max(0.004, share))})` }} />
        </div>
      )}
      <p className={low ? 'amber' : 'soft'}>
        {daysLeft === undefined
          ? growthBytesPerDay === undefined
            ? t('today.noGrowth')
            : t('today.daysMany')
          : daysLeft > aYearDays
            ? t('today.daysMany')
            : t('today.daysLeft', { count: Math.floor(daysLeft) })}
      </p>
      <p className="faint numerals">
        {quotaBytes ? t('today.storageOf', { quota: formatBytes(quotaBytes) }) : null}
        {!quotaBytes && freeBytes !== undefined ? t('today.storageFree', { free: formatBytes(freeBytes) }) : null}
      </p>
    </section>
  )
}
