import { useCallback, useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTimecode } from '../shell/format.ts'
import { StripBar } from './timeline-bar.tsx'
import { StripHover, StripOverlay, StripRuler } from './timeline-overlay.tsx'
import { TimelineRowView, type TimelineRow } from './timeline-rows.tsx'
import { onFrame } from './timeline-view.ts'
import { useStripPointer } from './use-strip-pointer.ts'
import { useTimeline } from './use-timeline.ts'
import './timeline-strip.css'

/** In and out point in seconds; either may be missing. */
export type Range = { fromSeconds?: number; toSeconds?: number }

export type TimelineStripProps = {
  /** What the timeline is of. */
  label: string
  durationSeconds: number
  framesPerSecond: number
  rows: readonly TimelineRow[]
  /** Where the playhead stands. */
  at?: number
  seek?: (seconds: number) => void
  range?: Range
  onRange?: (range: Range) => void
  /** More to stand beside the timecode. */
  tools?: ReactNode
  testId?: string
}

/**
 * Pictures, sound and everything known about a piece of media over one ruler. Frame by frame with the arrows, I and O
 * set the range, + and - zoom, 0 shows all.
 */
export const TimelineStrip = (props: TimelineStripProps) => {
  const { label, durationSeconds, framesPerSecond, rows, at = 0, seek, range = {}, onRange, tools, testId } = props
  const { t } = useTranslation()
  const track = useRef<HTMLDivElement>(null)
  const window = useTimeline(track, durationSeconds, framesPerSecond, props.at)
  const { strip, view } = window
  const latest = useRef(seek)
  useEffect(() => {
    latest.current = seek
  })
  // Rows are drawn anew only when their data changes: they are given a seek that stays.
  const go = useCallback((seconds: number) => latest.current?.(seconds), [])
  const { hover, listen } = useStripPointer(window, go)

  const step = (frames: number) => go(onFrame(onFrame(at, strip) + frames / framesPerSecond + 1e-4, strip))
  const set = (end: 'fromSeconds' | 'toSeconds') => {
    const next = { ...range, [end]: onFrame(at, strip) }
    const { fromSeconds, toSeconds } = next
    const crossed = fromSeconds !== undefined && toSeconds !== undefined && fromSeconds > toSeconds
    onRange?.(crossed ? { [end]: next[end] } : next)
  }
  const keys: Record<string, () => void> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    'Shift+ArrowLeft': () => step(-Math.round(framesPerSecond)),
    'Shift+ArrowRight': () => step(Math.round(framesPerSecond)),
    Home: () => go(0),
    End: () => go(onFrame(durationSeconds, strip)),
    PageUp: () => window.pan(-strip.widthPixels * 0.8),
    PageDown: () => window.pan(strip.widthPixels * 0.8),
    '+': window.closer,
    '=': window.closer,
    '-': window.farther,
    0: window.fit,
    ...(onRange ? { i: () => set('fromSeconds'), o: () => set('toSeconds') } : {}),
  }
  const press = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return
    const named = event.key.length > 1 && event.shiftKey ? `Shift+${event.key}` : event.key.toLowerCase()
    const act = keys[named] ?? keys[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const pictures = rows.find((row) => row.kind === 'pictures')
  return (
    <div
      className="strip"
      role="group"
      aria-label={label}
      onKeyDown={press}
      {...(testId ? { 'data-testid': testId } : {})}
      data-from={view.fromSeconds}
      data-per-pixel={view.secondsPerPixel}
    >
      <StripBar
        at={at}
        framesPerSecond={framesPerSecond}
        range={range}
        onRange={onRange}
        set={set}
        window={window}
        tools={tools}
      />
      <div className="strip-body">
        <div ref={track} className="strip-track" {...listen}>
          <StripRuler
            view={view}
            strip={strip}
            slider={{
              'aria-label': t('components.timeline.position'),
              'aria-valuemin': 0,
              'aria-valuemax': Math.round(durationSeconds * framesPerSecond),
              'aria-valuenow': Math.round(at * framesPerSecond),
              'aria-valuetext': formatTimecode(at, framesPerSecond),
            }}
          />
          {rows.map((row) => (
            <TimelineRowView key={row.key} row={row} view={view} strip={strip} seek={go} />
          ))}
          <StripOverlay view={view} strip={strip} at={props.at} range={range} />
          {hover === undefined ? null : (
            <StripHover pixel={hover} view={view} strip={strip} cues={pictures?.cues ?? []} />
          )}
        </div>
      </div>
    </div>
  )
}
