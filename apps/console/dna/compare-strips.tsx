import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#services/dna'
import type { Asset } from '#services/vms'
import { useStoryboard } from '../asset/pictures.ts'
import { useLiveHead, useRoughly } from '../asset/timeline.tsx'
import type { Deck } from '../asset/use-deck.ts'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import { TimelineStrip } from '../components/timeline-strip.tsx'
import type { Side } from './use-locked.ts'

type CompareStripProps = {
  side: Side
  label: string
  asset: Asset
  deck: Deck
  match: Match
  seek(side: Side, seconds: number): void
}

/** The timeline of one of the two, with the stretches that both have. */
export const CompareStrip = ({ side, label, asset, deck, match, seek }: CompareStripProps) => {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const cues = useStoryboard(asset)
  const at = useRoughly(deck.playhead)
  useLiveHead(box, deck.playhead)
  const rows = useMemo<TimelineRow[]>(() => {
    const items = match.stretches.map((stretch, i) => {
      const { queryStartSeconds, referenceStartSeconds, durationSeconds, speed, picture, sound } = stretch
      const fromSeconds = side === 'asset' ? queryStartSeconds : referenceStartSeconds
      const long = side === 'asset' ? durationSeconds : durationSeconds * speed
      const both = picture && sound ? 'both' : picture ? 'picture' : 'sound'
      return { id: `${i}`, fromSeconds, toSeconds: fromSeconds + long, label: `${i + 1} · ${t(`copies.has.${both}`)}` }
    })
    return [
      ...(cues.length > 0
        ? [{ kind: 'pictures' as const, key: 'pictures', label: t('lanes.pictures'), cues, heightPixels: 44 }]
        : []),
      { kind: 'lane', key: 'same', label: t('copies.same'), lane: 2, items },
    ]
  }, [t, cues, match, side])
  if (deck.durationSeconds === 0) return null
  return (
    <div ref={box} className="compare-strip" data-side={side}>
      <TimelineStrip
        label={`${label} · ${asset.title}`}
        durationSeconds={deck.durationSeconds}
        framesPerSecond={deck.framesPerSecond}
        rows={rows}
        at={at}
        seek={(seconds) => seek(side, seconds)}
        tools={<span className="label">{label}</span>}
        testId={`strip-${side}`}
      />
    </div>
  )
}
