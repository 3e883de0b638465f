import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { client } from '#backbone/client'
import { storage } from '#services/storage'
import { Meter } from '../components/meter.tsx'
import { StatFigure } from '../components/stat-figure.tsx'
import { ErrorState } from '../components/states.tsx'
import type { Tone } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { formatBytes } from '../shell/format.ts'

/** How near to its quota a station may come before it is told so. */
const amberFrom = 0.8
const redFrom = 0.95
const toneOf = (share: number): Tone => (share >= redFrom ? 'red' : share >= amberFrom ? 'amber' : 'jade')

/** What this station stores, and where there is more about it. */
export const StationUsage = () => {
  const { t, i18n } = useTranslation()
  const essences = useQuery({
    queryKey: ['usage', 'storage'],
    queryFn: () => api.storage.usage({}),
  })
  const segments = useQuery({ queryKey: ['usage', 'slice'], queryFn: () => api.slice.usage({}) })
  if (essences.error) return <ErrorState error={essences.error} again={() => void essences.refetch()} />
  if (!essences.data) {
    return (
      <section className="panel station-usage" aria-label={t('station.usage')}>
        <div className="station-figures">
          {(['essence', 'renditions', 'free'] as const).map((key) => (
            <StatFigure key={key} label={t(`station.${key}`)} value="–" about="–" />
          ))}
        </div>
        <Link to="/station/usage" className="station-more">
          {t('station.moreUsage')}
        </Link>
      </section>
    )
  }
  const { bytes, essences: count, quotaBytes, freeBytes } = essences.data
  const number = new Intl.NumberFormat(i18n.language)
  const share = quotaBytes ? bytes / quotaBytes : 0
  return (
    <section className="panel station-usage" aria-label={t('station.usage')} data-testid="usage">
      <div className="station-figures">
        <StatFigure
          label={t('station.essence')}
          value={formatBytes(bytes)}
          about={t('station.files', { count, number: number.format(count) })}
        />
        <StatFigure
          label={t('station.renditions')}
          value={segments.data ? formatBytes(segments.data.bytes) : '–'}
          about={
            segments.data
              ? t('station.segments', {
                  count: segments.data.segments,
                  number: number.format(segments.data.segments),
                })
              : null
          }
        />
        {freeBytes === undefined ? null : (
          <StatFigure label={t('station.free')} value={formatBytes(freeBytes)} about={t('station.freeHint')} />
        )}
      </div>
      {quotaBytes ? (
        <Meter
          label={t('station.quota')}
          value={`${formatBytes(bytes)} / ${formatBytes(quotaBytes)}`}
          share={share}
          tone={toneOf(share)}
          about={share >= amberFrom ? t('station.nearQuota') : null}
        />
      ) : null}
      <Link to="/station/usage" className="station-more">
        {t('station.moreUsage')}
      </Link>
    </section>
  )
}

/** What a station below stores. Only who belongs to it may ask. */
export const UsedBy = ({ station, quotaBytes }: { station: string; quotaBytes: number | undefined }) => {
  const { t } = useTranslation()
  const usage = useQuery({
    queryKey: ['usage', 'of', station],
    queryFn: ({ signal }) => client(storage, { origin: location.origin, station: () => station }).usage({}, { signal }),
    retry: false,
  })
  if (!usage.data) return <span className="faint">–</span>
  const { bytes } = usage.data
  if (quotaBytes === undefined) return <span className="numerals">{formatBytes(bytes)}</span>
  const share = quotaBytes === 0 ? 1 : bytes / quotaBytes
  const text = t('station.usedOf', { used: formatBytes(bytes), quota: formatBytes(quotaBytes) })
  return (
    <span className="used-by">
      <span className={`used-bar tone-${toneOf(share)}`} aria-hidden="true">
        {share > 0 ? <i style={{ width: `${Math.min(1, share) * 100}%` }} /> : null}
      </span>
      <span className="numerals">{text}</span>
    </span>
  )
}
