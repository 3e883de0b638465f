import { PlaySquareOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { cueAt, type Cue } from '../../shared/storyboard-cues.ts'
import { formatDuration } from '../shell/format.ts'
import { Ring } from './ring.tsx'
import { Still } from './still.tsx'
import './media-card.css'

export type MediaPictureProps = {
  /** Address of the poster; without one a mark stands in. */
  poster?: string | undefined
  durationSeconds?: number | undefined
  /** Fetches the storyboard when the pointer comes. */
  storyboard?: () => Promise<readonly Cue[]>
  /** Of its making, 0 to 1. */
  progress?: number | undefined
}

/** The poster of a piece of media; moving over it scrubs through the storyboard. */
export const MediaPicture = ({ poster, durationSeconds, storyboard, progress }: MediaPictureProps) => {
  const [cues, setCues] = useState<readonly Cue[]>([])
  const [at, setAt] = useState<number>()
  const [broken, setBroken] = useState<string>()
  const over = at !== undefined && durationSeconds ? at * durationSeconds : undefined
  const cue = over === undefined ? undefined : cueAt(cues, over)
  const listen = storyboard && {
    onPointerEnter: () => void storyboard().then(setCues),
    onPointerMove: (event: React.PointerEvent<HTMLElement>) => {
      if (event.pointerType !== 'mouse') return
      const box = event.currentTarget.getBoundingClientRect()
      setAt(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)))
    },
    onPointerLeave: () => setAt(undefined),
  }
  return (
    <div className="media-picture" {...listen}>
      {poster && broken !== poster ? (
        <img src={poster} alt="" loading="lazy" decoding="async" onError={() => setBroken(poster)} />
      ) : progress === undefined ? (
        <PlaySquareOutlined className="media-none" />
      ) : null}
      {cue ? <Still cue={cue} /> : null}
      {cue && at !== undefined ? <i className="media-scrub" style={{ insetInlineStart: `${at * 100}%` }} /> : null}
      {progress === undefined ? null : (
        <span className="media-progress">
          <Ring fraction={progress} pixels={36} />
        </span>
      )}
      {durationSeconds === undefined ? null : (
        <span className="media-time numerals">
          {formatDuration(cue && over !== undefined ? over : durationSeconds)}
        </span>
      )}
    </div>
  )
}
