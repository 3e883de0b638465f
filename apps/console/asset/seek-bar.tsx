import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cueAt, type Cue } from '../../shared/storyboard-cues.ts'
import { Still } from '../components/still.tsx'
import { formatTimecode } from '../shell/format.ts'
import type { Deck } from './use-deck.ts'

/** The whole length with what is loaded and where we are; over it, the picture at the pointer. */
export const SeekBar = ({ deck, cues }: { deck: Deck; cues: readonly Cue[] }) => {
  const { t } = useTranslation()
  const bar = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState<number>()
  const [dragging, setDragging] = useState(false)
  const { playhead, framesPerSecond, durationSeconds, range } = deck

  // Written to the page directly: it changes with every picture.
  useEffect(() => {
    const element = bar.current
    if (!element) return
    const draw = () => {
      const { atSeconds, bufferedSeconds } = playhead.clock()
      const share = (seconds: number) => (durationSeconds > 0 ? Math.min(1, seconds / durationSeconds) : 0)
      element.style.setProperty('--at', String(share(atSeconds)))
      element.style.setProperty('--loaded', String(share(bufferedSeconds)))
      element.setAttribute('aria-valuenow', String(Math.round(atSeconds)))
      element.setAttribute('aria-valuetext', formatTimecode(atSeconds, framesPerSecond))
    }
    draw()
    return playhead.watch(draw)
  }, [playhead, durationSeconds, framesPerSecond])

  const fraction = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))
  }
  const share = (seconds: number) => `${durationSeconds > 0 ? Math.min(100, (seconds / durationSeconds) * 100) : 0}%`
  const marked = range.fromSeconds !== undefined || range.toSeconds !== undefined
  const cue = over === undefined || durationSeconds === 0 ? undefined : cueAt(cues, over * durationSeconds)
  return (
    <div
      ref={bar}
      className="seek"
      role="slider"
      tabIndex={0}
      aria-label={t('player.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationSeconds)}
      aria-valuenow={0}
      data-testid="seek"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging(true)
        deck.seek(fraction(event) * durationSeconds)
      }}
      onPointerMove={(event) => {
        const to = fraction(event)
        setOver(to)
        if (dragging) deck.seek(to * durationSeconds)
      }}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onPointerLeave={() => setOver(undefined)}
    >
      <div className="seek-track">
        <i className="seek-buffered" />
        <i className="seek-done" />
        {marked ? (
          <i
            className="seek-marked"
            style={{
              insetInlineStart: share(range.fromSeconds ?? 0),
              insetInlineEnd: `calc(100% - ${share(range.toSeconds ?? durationSeconds)})`,
            }}
          />
        ) : null}
      </div>
      <i className="seek-head" />
      {over === undefined || durationSeconds === 0 ? null : (
        <div className="seek-over" style={{ insetInlineStart: `clamp(84px, ${over * 100}%, calc(100% - 84px))` }}>
          {cue ? (
            <div className="seek-still">
              <Still cue={cue} />
            </div>
          ) : null}
          <span className="mono">{formatTimecode(over * durationSeconds, framesPerSecond)}</span>
        </div>
      )}
    </div>
  )
}
