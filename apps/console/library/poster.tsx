import { PlaySquareOutlined } from '@ant-design/icons'
import { useState } from 'react'
import type { Asset } from '#services/vms'
import { stationAddress } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'
import { cueAt, type Cue } from '../../shared/storyboard-cues.ts'
import { storyboardOf } from './storyboard.ts'

/** The poster of an asset; moving over it scrubs through the storyboard. */
export const Poster = ({ asset, scrub = true }: { asset: Asset; scrub?: boolean }) => {
  const [cues, setCues] = useState<Cue[]>([])
  const [at, setAt] = useState<number>()
  const [broken, setBroken] = useState(false)
  const cue = at === undefined || !asset.durationSeconds ? undefined : cueAt(cues, at * asset.durationSeconds)
  const move = (event: React.PointerEvent<HTMLElement>) => {
    if (event.pointerType !== 'mouse') return
    const box = event.currentTarget.getBoundingClientRect()
    setAt(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)))
  }
  const listen = scrub
    ? {
        onPointerEnter: () => void storyboardOf(asset.id).then(setCues),
        onPointerMove: move,
        onPointerLeave: () => setAt(undefined),
      }
    : {}
  return (
    <div className="poster" {...listen}>
      {asset.hasPoster && !broken ? (
        <img
          src={stationAddress(`/vod/${asset.id}/poster.jpg`)}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
        />
      ) : (
        <PlaySquareOutlined className="poster-none" />
      )}
      {cue ? <Still cue={cue} /> : null}
      {cue && at !== undefined ? <i className="scrub" style={{ insetInlineStart: `${at * 100}%` }} /> : null}
      {asset.durationSeconds === undefined ? null : (
        <span className="poster-time numerals">
          {formatDuration(cue && at !== undefined ? at * asset.durationSeconds : asset.durationSeconds)}
        </span>
      )}
    </div>
  )
}

/** One picture cut out of its sheet, as wide as the box it stands in. */
export const Still = ({ cue }: { cue: Cue }) => (
  <svg
    className="still"
    viewBox={`${cue.x} ${cue.y} ${cue.width} ${cue.height}`}
    preserveAspectRatio="xMidYMid meet"
    aria-hidden="true"
  >
    <image href={cue.sheet} x="0" y="0" />
  </svg>
)
