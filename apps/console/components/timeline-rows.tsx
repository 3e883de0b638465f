import { memo, useCallback, useMemo, useReducer } from 'react'
import type { Cue } from '../../shared/storyboard-cues.ts'
import { TimelineCanvas } from './timeline-canvas.tsx'
import { drawCurve, drawPictures, drawWaveform, type CurveRow } from './timeline-draw.ts'
import { TimelineLane } from './timeline-lane.tsx'
import { valueY, type LaneItem, type Peaks } from './timeline-layout.ts'
import type { Strip, View } from './timeline-view.ts'

type Row = { key: string; label: string; heightPixels?: number }

/** One row of the timeline. `lane` 1 to 6 chooses its hue. */
export type TimelineRow =
  | (Row & { kind: 'pictures'; cues: readonly Cue[] })
  | (Row & { kind: 'waveform'; peaks: Peaks })
  | (Row & { kind: 'curve' } & CurveRow)
  | (Row & {
      kind: 'lane'
      items: readonly LaneItem[]
      lane?: number
      /** What pressing an item does, besides going there. */
      press?: (item: LaneItem) => void
    })

const rowPixels = (row: TimelineRow): number =>
  row.heightPixels ?? { pictures: 54, waveform: 44, curve: 48, lane: 24 }[row.kind]

type TimelineRowProps = { row: TimelineRow; view: View; strip: Strip; seek(seconds: number): void }

/** Drawn only when its data or the window changes, not as the playhead moves. */
export const TimelineRowView = memo(({ row, view, strip, seek }: TimelineRowProps) => {
  const heightPixels = rowPixels(row)
  return (
    <div className={`strip-row strip-${row.kind}`} style={{ minHeight: heightPixels }} data-row={row.key}>
      <span className="strip-label" title={row.label}>
        <span className="ellipsis">{row.label}</span>
      </span>
      <div className="strip-row-content">
        <Content row={row} view={view} strip={strip} seek={seek} />
      </div>
    </div>
  )
})

const Content = ({ row, view, strip, seek }: TimelineRowProps) => {
  const box = useMemo(
    () => ({ widthPixels: strip.widthPixels, heightPixels: rowPixels(row) }),
    [strip.widthPixels, row],
  )
  switch (row.kind) {
    case 'pictures':
      return <Pictures cues={row.cues} view={view} {...box} />
    case 'waveform':
      return <Waveform peaks={row.peaks} view={view} {...box} />
    case 'curve':
      return <Curve row={row} view={view} {...box} />
    case 'lane':
      return <TimelineLane row={row} view={view} strip={strip} seek={seek} />
  }
}

type BoxProps = { view: View; widthPixels: number; heightPixels: number }

const Pictures = ({ cues, view, widthPixels, heightPixels }: BoxProps & { cues: readonly Cue[] }) => {
  const [came, again] = useReducer((count: number) => count + 1, 0)
  const draw = useMemo(
    () => drawPictures(cues, view, { widthPixels, heightPixels }, again),
    // A sheet that came is drawn at once.
    // oxlint-disable-next-line react/exhaustive-deps
    [cues, view, widthPixels, heightPixels, came],
  )
  return <TimelineCanvas widthPixels={widthPixels} heightPixels={heightPixels} draw={draw} />
}

const Waveform = ({ peaks, view, widthPixels, heightPixels }: BoxProps & { peaks: Peaks }) => {
  const draw = useMemo(
    () => drawWaveform(peaks, view, { widthPixels, heightPixels }),
    [peaks, view, widthPixels, heightPixels],
  )
  return <TimelineCanvas widthPixels={widthPixels} heightPixels={heightPixels} draw={draw} />
}

const Curve = ({ row, view, widthPixels, heightPixels }: BoxProps & { row: CurveRow }) => {
  const draw = useMemo(
    () => drawCurve(row, view, { widthPixels, heightPixels }),
    [row, view, widthPixels, heightPixels],
  )
  const down = useCallback(
    (value: number) => valueY(value, { widthPixels, heightPixels, least: row.least, most: row.most }),
    [widthPixels, heightPixels, row.least, row.most],
  )
  return (
    <>
      <TimelineCanvas widthPixels={widthPixels} heightPixels={heightPixels} draw={draw} />
      {row.guides?.map(({ value, label }) => (
        <span key={label} className="strip-guide numerals" style={{ top: down(value) }}>
          {label}
        </span>
      ))}
    </>
  )
}
