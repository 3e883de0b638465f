import { LinkOutlined, RetweetOutlined, VerticalLeftOutlined, VerticalRightOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { memo, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Asset } from '#services/vms'
import type { Cue } from '../../shared/storyboard-cues.ts'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import { TimelineStrip, type Range } from '../components/timeline-strip.tsx'
import { copyLanes } from '../dna/lanes.ts'
import { useCopies } from '../dna/match-data.ts'
import { copyText } from '../shell/copy.ts'
import { useNarrow } from '../theme/theme.tsx'
import { momentAddress } from './address.ts'
import { useComments } from './comments-data.ts'
import { findingLanes, lanesOf } from './lanes.ts'
import { useQc } from './qc-data.ts'
import type { Playhead } from './playhead.ts'
import { useWaveform } from './pictures.ts'
import type { Deck } from './use-deck.ts'

type AssetTimelineProps = {
  asset: Asset
  deck: Deck
  cues: readonly Cue[]
  openComment(id: string): void
  openFinding(id: string): void
}

/** Pictures, sound and what was said of them, over one ruler. */
export const AssetTimeline = memo(({ asset, deck, cues, openComment, openFinding }: AssetTimelineProps) => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const { threads } = useComments(asset.id)
  const peaks = useWaveform(asset)
  const qc = useQc(asset.id).data
  const copies = useCopies(asset.id).data
  const navigate = useNavigate()
  const rows = useMemo<TimelineRow[]>(() => {
    const heights = narrow ? { pictures: 36, sound: 32 } : { pictures: 54, sound: 52 }
    return [
      ...(asset.hasPoster
        ? [
            {
              kind: 'pictures' as const,
              key: 'pictures',
              label: t('lanes.pictures'),
              cues,
              heightPixels: heights.pictures,
            },
          ]
        : []),
      ...(peaks
        ? [{ kind: 'waveform' as const, key: 'sound', label: t('lanes.sound'), peaks, heightPixels: heights.sound }]
        : []),
      ...findingLanes(
        qc?.findings ?? [],
        qc?.report.durationSeconds ?? 0,
        (kind) => t(`qc.kinds.${kind}`),
        openFinding,
      ),
      ...(copies
        ? copyLanes(
            copies,
            { shows: t('copies.lanes.shows'), usedIn: t('copies.lanes.usedIn') },
            (match) => void navigate(`/dna/matches/${match}`),
          )
        : []),
      ...lanesOf(threads, { comments: t('lanes.comments'), markers: t('lanes.markers') }, openComment),
    ]
  }, [t, narrow, asset.hasPoster, cues, peaks, threads, openComment, qc, openFinding, copies, navigate])
  if (deck.durationSeconds === 0) return null
  return <Strip asset={asset.id} deck={deck} rows={rows} />
})

/** The part that moves: the playhead with every picture, the rest a few times a second. */
const Strip = ({ asset, deck, rows }: { asset: string; deck: Deck; rows: readonly TimelineRow[] }) => {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const at = useRoughly(deck.playhead)
  useLiveHead(box, deck.playhead)
  const tools = useMemo(() => <Tools asset={asset} deck={deck} />, [asset, deck])
  // The strip knows only roughly where the picture is while it plays; the deck knows it to the frame.
  const change = (next: Range) => {
    if (next.fromSeconds === undefined && next.toSeconds === undefined) return deck.setRange({})
    deck.mark(next.fromSeconds === deck.range.fromSeconds ? 'toSeconds' : 'fromSeconds')
  }
  const press = (event: React.KeyboardEvent) => {
    const act = keysOf(deck)[event.key.length === 1 || !event.shiftKey ? event.key : `Shift+${event.key}`]
    const onItem = (event.target as HTMLElement).closest('.strip-items') !== null && event.key.startsWith('Arrow')
    if (!act || onItem || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  return (
    <div ref={box} className="asset-timeline" onKeyDownCapture={press}>
      <TimelineStrip
        label={t('lanes.label')}
        durationSeconds={deck.durationSeconds}
        framesPerSecond={deck.framesPerSecond}
        rows={rows}
        at={at}
        seek={deck.seek}
        range={deck.range}
        onRange={change}
        tools={tools}
        testId="timeline"
      />
    </div>
  )
}

const keysOf = (deck: Deck): Record<string, () => void> => ({
  i: () => deck.mark('fromSeconds'),
  o: () => deck.mark('toSeconds'),
  I: () => deck.toMark('fromSeconds'),
  O: () => deck.toMark('toSeconds'),
  ArrowLeft: () => deck.step(-1),
  ArrowRight: () => deck.step(1),
  'Shift+ArrowLeft': () => deck.skip(-1),
  'Shift+ArrowRight': () => deck.skip(1),
})

const roughlyMilliseconds = 250

/** Where the picture is: at once when it stands or jumps, a few times a second while it plays. */
export const useRoughly = (playhead: Playhead): number => {
  const [at, setAt] = useState(() => playhead.clock().atSeconds)
  useEffect(() => {
    let told = 0
    let late: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      told = performance.now()
      clearTimeout(late)
      setAt(playhead.clock().atSeconds)
    }
    const heard = () => {
      clearTimeout(late)
      if (performance.now() - told >= roughlyMilliseconds) tell()
      else late = setTimeout(tell, restMilliseconds)
    }
    const stop = playhead.watch(heard)
    return () => {
      stop()
      clearTimeout(late)
    }
  }, [playhead])
  return at
}

/** When nothing has been told for so long, the picture stands. */
const restMilliseconds = 80

/** Moves the strip's playhead with every picture, by the window that the strip says it shows. */
export const useLiveHead = (box: RefObject<HTMLDivElement | null>, playhead: Playhead) => {
  useEffect(() => {
    const move = () => {
      const strip = box.current?.querySelector<HTMLElement>('.strip')
      const head = strip?.querySelector<HTMLElement>('.strip-head')
      const { from, perPixel } = strip?.dataset ?? {}
      if (!head || from === undefined || perPixel === undefined) return
      const pixel = (playhead.clock().atSeconds - Number(from)) / Number(perPixel)
      head.style.transform = `translateX(${pixel}px)`
    }
    return playhead.watch(move)
  }, [box, playhead])
}

const Tools = ({ asset, deck }: { asset: string; deck: Deck }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { range, loop } = deck
  const copyLink = async () => {
    if (await copyText(momentAddress(asset, deck.playhead.clock().atSeconds)))
      void message.success(t('player.momentCopied'))
  }
  return (
    <div className="strip-tools">
      <Button
        type="text"
        size="small"
        icon={<VerticalRightOutlined />}
        disabled={range.fromSeconds === undefined}
        title={`${t('player.toIn')} (⇧I)`}
        aria-label={t('player.toIn')}
        onClick={() => deck.toMark('fromSeconds')}
      />
      <Button
        type="text"
        size="small"
        icon={<VerticalLeftOutlined />}
        disabled={range.toSeconds === undefined}
        title={`${t('player.toOut')} (⇧O)`}
        aria-label={t('player.toOut')}
        onClick={() => deck.toMark('toSeconds')}
      />
      <Button
        type="text"
        size="small"
        icon={<RetweetOutlined />}
        className={loop ? 'is-on' : ''}
        aria-pressed={loop}
        title={`${t('player.loop')} (R)`}
        aria-label={t('player.loop')}
        onClick={() => deck.setLoop(!loop)}
        data-testid="loop"
      />
      <Button
        type="text"
        size="small"
        icon={<LinkOutlined />}
        title={t('player.copyMoment')}
        aria-label={t('player.copyMoment')}
        onClick={() => void copyLink()}
      />
    </div>
  )
}
