import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cueAt, type Cue } from '../../shared/storyboard-cues.ts'
import { storyboardOf } from '../library/storyboard.ts'
import { Still } from '../components/still.tsx'
import { formatTimecode } from '../shell/format.ts'

type SeekBarProps = {
  asset: string
  at: number
  buffered: number
  duration: number
  framesPerSecond: number
  seek(seconds: number): void
}

/** The whole length with what is loaded and where we are; over it, the picture at the pointer. */
export const SeekBar = ({ asset, at, buffered, duration, framesPerSecond, seek }: SeekBarProps) => {
  const { t } = useTranslation()
  const [cues, setCues] = useState<Cue[]>([])
  const [over, setOver] = useState<number>()
  const [dragging, setDragging] = useState(false)
  const wanted = over !== undefined && cues.length === 0
  useEffect(() => {
    if (wanted) void storyboardOf(asset).then(setCues)
  }, [asset, wanted])

  const fraction = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))
  }
  const share = (seconds: number) => (duration > 0 ? Math.min(1, seconds / duration) : 0)
  const cue = over === undefined || duration === 0 ? undefined : cueAt(cues, over * duration)
  return (
    <div
      className="seek"
      role="slider"
      tabIndex={0}
      aria-label={t('player.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={formatTimecode(at, framesPerSecond)}
      data-testid="seek"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging(true)
        seek(fraction(event) * duration)
      }}
      onPointerMove={(event) => {
        const to = fraction(event)
        setOver(to)
        if (dragging) seek(to * duration)
      }}
      onPointerUp={() => setDragging(false)}
      onPointerLeave={() => setOver(undefined)}
    >
      <div className="seek-track">
        <i className="seek-buffered" style={{ transform: `scaleX(${share(buffered)})` }} />
        <i className="seek-done" style={{ transform: `scaleX(${share(at)})` }} />
      </div>
      <i className="seek-head" style={{ insetInlineStart: `${share(at) * 100}%` }} />
      {over === undefined || duration === 0 ? null : (
        <div className="seek-over" style={{ insetInlineStart: `clamp(84px, ${over * 100}%, calc(100% - 84px))` }}>
          {cue ? (
            <div className="seek-still">
              <Still cue={cue} />
            </div>
          ) : null}
          <span className="mono">{formatTimecode(over * duration, framesPerSecond)}</span>
        </div>
      )}
    </div>
  )
}
