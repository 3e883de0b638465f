import { cueAt, type Cue } from '../../shared/storyboard-cues.ts'
import { formatTimecode } from '../shell/format.ts'
import { Still } from './still.tsx'
import { onFrame, pixelAt, secondsAt, ticksOf, type Strip, type View } from './timeline-view.ts'
import type { Range } from './timeline-strip.tsx'

type SliderLabels = {
  'aria-label': string
  'aria-valuemin': number
  'aria-valuemax': number
  'aria-valuenow': number
  'aria-valuetext': string
}

/** The ruler, on which the playhead is moved. */
export const StripRuler = ({ view, strip, slider }: { view: View; strip: Strip; slider: SliderLabels }) => {
  const ticks = ticksOf(view, strip)
  return (
    <div className="strip-ruler" role="slider" tabIndex={0} {...slider}>
      {ticks.map(({ atSeconds, pixel, labelled }) => (
        <i
          key={Math.round(atSeconds * 1000)}
          className={labelled ? 'strip-tick labelled' : 'strip-tick'}
          style={{ transform: `translateX(${pixel}px)` }}
        >
          {labelled && pixel >= -1 && pixel < strip.widthPixels - 72 ? (
            <span className="numerals">{formatTimecode(atSeconds, strip.framesPerSecond)}</span>
          ) : null}
        </i>
      ))}
    </div>
  )
}

type OverlayProps = { view: View; strip: Strip; at: number | undefined; range: Range }

/** Over all rows: the range, what lies outside it, and the playhead. */
export const StripOverlay = ({ view, strip, at, range }: OverlayProps) => {
  const { fromSeconds, toSeconds } = range
  const bound = (pixel: number) => Math.min(strip.widthPixels, Math.max(0, pixel))
  const from = fromSeconds === undefined ? undefined : pixelAt(view, fromSeconds)
  const to = toSeconds === undefined ? undefined : pixelAt(view, toSeconds)
  const head = at === undefined ? undefined : pixelAt(view, at)
  return (
    <div className="strip-overlay" aria-hidden="true">
      {from === undefined ? null : <i className="strip-outside" style={{ width: bound(from) }} />}
      {to === undefined ? null : <i className="strip-outside" style={{ left: bound(to), right: 0 }} />}
      {from !== undefined && from >= 0 && from <= strip.widthPixels ? (
        <i className="strip-in" style={{ transform: `translateX(${from}px)` }} />
      ) : null}
      {to !== undefined && to >= 0 && to <= strip.widthPixels ? (
        <i className="strip-out" style={{ transform: `translateX(${to}px)` }} />
      ) : null}
      {head !== undefined && head >= -1 && head <= strip.widthPixels + 1 ? (
        <i className="strip-head" style={{ transform: `translateX(${head}px)` }} />
      ) : null}
    </div>
  )
}

type HoverProps = { pixel: number; view: View; strip: Strip; cues: readonly Cue[] }

/** The time under the pointer, and its picture. */
export const StripHover = ({ pixel, view, strip, cues }: HoverProps) => {
  const seconds = onFrame(secondsAt(view, pixel), strip)
  const cue = cueAt(cues, seconds)
  const half = cue ? 84 : 48
  return (
    <div className="strip-hover" aria-hidden="true">
      <i className="strip-hover-line" style={{ transform: `translateX(${pixel}px)` }} />
      <div className="strip-hover-box" style={{ left: `clamp(${half}px, ${pixel}px, calc(100% - ${half}px))` }}>
        {cue ? (
          <div className="strip-hover-still">
            <Still cue={cue} />
          </div>
        ) : null}
        <span className="mono">{formatTimecode(seconds, strip.framesPerSecond)}</span>
      </div>
    </div>
  )
}
