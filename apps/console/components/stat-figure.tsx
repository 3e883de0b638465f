import type { ReactNode } from 'react'
import './status.css'

export type StatFigureProps = {
  label: string
  /** The number as text, by locale. */
  value: string
  unit?: string
  /** Beside what it is to be held: yesterday, the quota. */
  about?: ReactNode
  tone?: 'red' | 'amber'
  /** A `Sparkline` of how it came. */
  line?: ReactNode
}

/** The one number that matters. */
export const StatFigure = ({ label, value, unit, about, tone, line }: StatFigureProps) => (
  <div className="figure-box">
    <span className="label ellipsis">{label}</span>
    <strong className={`figure-number ${tone ?? ''}`} title={value}>
      {value}
      {unit ? <small>{unit}</small> : null}
    </strong>
    {about || line ? (
      <div className="figure-under">
        {about ? <span className="numerals">{about}</span> : null}
        {line}
      </div>
    ) : null}
  </div>
)
