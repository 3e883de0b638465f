import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Reuse } from '#services/dna'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import { TimelineStrip } from '../components/timeline-strip.tsx'
import { api } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'
import { PairLine } from './pair-line.tsx'
import { paired } from './match-data.ts'

const likelyFramesPerSecond = 25

type ReuseDrawerProps = {
  source: string | undefined
  close(): void
  previous: (() => void) | undefined
  next: (() => void) | undefined
}

/** Where one story was used again: which parts of it, in which assets. */
export const ReuseDrawer = ({ source, close, previous, next }: ReuseDrawerProps) => {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['dna', 'reuse', source],
    queryFn: async ({ signal }) => {
      const reuse = await api.dna.reuse({ asset: source! }, { signal })
      return { reuse, pairs: await paired(reuse.usedIn, { signal }) }
    },
    enabled: source !== undefined,
  })
  const title = data?.pairs[0]?.source?.title
  return (
    <DetailDrawer
      open={source !== undefined}
      close={close}
      previous={previous}
      next={next}
      widthPixels={640}
      title={title ?? t('copies.tabs.reuse')}
      about={
        data
          ? t('copies.report.used', { count: data.reuse.assets, long: formatDuration(data.reuse.seconds) })
          : undefined
      }
      testId="reuse-drawer"
    >
      {error && !data ? <ErrorState small error={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={4} /> : null}
      {data ? (
        <>
          <Parts reuse={data.reuse} />
          <ul className="dna-list">
            {data.pairs.map((pair) => (
              <PairLine key={pair.match.id} pair={pair} of="asset" />
            ))}
          </ul>
          <p>
            <Link to={`/assets/${data.reuse.asset}`}>{t('copies.report.openSource')}</Link>
          </p>
        </>
      ) : null}
    </DetailDrawer>
  )
}

/** Which parts of the story were used, and how often. */
const Parts = ({ reuse }: { reuse: Reuse }) => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const rows = useMemo<TimelineRow[]>(
    () => [
      {
        kind: 'lane',
        key: 'parts',
        label: t('copies.report.parts'),
        lane: 2,
        items: reuse.parts.map(({ startSeconds, endSeconds, times }, i) => ({
          id: `${i}`,
          fromSeconds: startSeconds,
          toSeconds: endSeconds,
          label: t('copies.report.times', { count: times }),
        })),
      },
    ],
    [reuse, t],
  )
  if (reuse.durationSeconds === 0) return null
  return (
    <TimelineStrip
      label={t('copies.report.parts')}
      durationSeconds={reuse.durationSeconds}
      framesPerSecond={likelyFramesPerSecond}
      rows={rows}
      seek={(seconds) => void navigate(`/assets/${reuse.asset}?t=${Math.round(seconds * 1000) / 1000}`)}
    />
  )
}
