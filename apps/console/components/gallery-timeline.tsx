import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sampleCues, sampleLoudness, samplePeaks, sampleSeconds, sampleShots } from './gallery-data.ts'
import type { TimelineRow } from './timeline-rows.tsx'
import { TimelineStrip, type Range } from './timeline-strip.tsx'

/** The timeline with a row of every kind. */
export const GalleryTimeline = () => {
  const { t } = useTranslation()
  const [at, setAt] = useState(421.28)
  const [range, setRange] = useState<Range>({ fromSeconds: 300, toSeconds: 960 })
  const rows = useMemo<TimelineRow[]>(
    () => [
      { kind: 'pictures', key: 'pictures', label: t('gallery.timeline.pictures'), cues: sampleCues },
      { kind: 'waveform', key: 'sound', label: t('gallery.timeline.sound'), peaks: samplePeaks },
      {
        kind: 'curve',
        key: 'loudness',
        label: t('gallery.timeline.loudness'),
        points: sampleLoudness,
        least: -42,
        most: -9,
        guides: [{ value: -23, label: '-23' }],
        lane: 2,
      },
      {
        kind: 'lane',
        key: 'black',
        label: t('gallery.timeline.black'),
        lane: 5,
        items: [
          { id: 'black-1', fromSeconds: 0, toSeconds: 4, label: t('gallery.timeline.black') },
          { id: 'black-2', fromSeconds: 640, toSeconds: 702, label: t('gallery.timeline.black'), tone: 'amber' },
          { id: 'black-3', fromSeconds: 1500, toSeconds: 1760, label: t('gallery.sampleLong', { number: 3 }) },
        ],
      },
      {
        kind: 'lane',
        key: 'shots',
        label: t('gallery.timeline.shots'),
        lane: 3,
        items: sampleShots((number) => t('gallery.timeline.shot', { number })),
      },
      {
        kind: 'lane',
        key: 'comments',
        label: t('gallery.timeline.comments'),
        lane: 4,
        items: [
          { id: 'c1', fromSeconds: 210, label: t('gallery.timeline.comment', { number: 1 }) },
          { id: 'c2', fromSeconds: 900, toSeconds: 1020, label: t('gallery.timeline.comment', { number: 2 }) },
          { id: 'c3', fromSeconds: 960, toSeconds: 1200, label: t('gallery.timeline.comment', { number: 3 }) },
          { id: 'c4', fromSeconds: 1430, label: t('gallery.timeline.comment', { number: 4 }) },
        ],
      },
    ],
    [t],
  )
  return (
    <TimelineStrip
      label={t('gallery.timeline.label')}
      durationSeconds={sampleSeconds}
      framesPerSecond={25}
      rows={rows}
      at={at}
      seek={setAt}
      range={range}
      onRange={setRange}
      testId="gallery-timeline"
    />
  )
}
