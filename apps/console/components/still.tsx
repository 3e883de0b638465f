import type { Cue } from '../../shared/storyboard-cues.ts'
import './media-card.css'

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
