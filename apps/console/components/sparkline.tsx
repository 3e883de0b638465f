import type { Tone } from './status.tsx'
import { sparkPath } from './spark-path.ts'
import './status.css'

export type SparklineProps = {
  values: readonly number[]
  /** What the line shows and says, for those who hear it. */
  label: string
  tone?: Tone
  area?: boolean
}

const box = { width: 100, height: 24 }

/** The course of a number, small: no axes, no numerals. */
export const Sparkline = ({ values, label, tone = 'none', area = false }: SparklineProps) => {
  const line = sparkPath(values, box)
  return (
    <svg
      className={`spark tone-${tone}`}
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {area && line !== '' ? (
        <path className="spark-area" d={`${line}L${box.width} ${box.height}L0 ${box.height}Z`} />
      ) : null}
      <path d={line} />
    </svg>
  )
}
