import type { ReactNode } from 'react'
import type { Tone } from './status.tsx'
import './status.css'

export type MeterPart = { label: string; share: number; tone?: Tone; lane?: number }

export type MeterProps = {
  label: string
  /** The figure in words, at the end of the line: `620 GB / 1 TB`. */
  value: ReactNode
  /** How full, 0 to 1; or the parts it is filled by. */
  share?: number
  parts?: readonly MeterPart[]
  tone?: Tone
  /** What follows from it, in a line below. */
  about?: ReactNode
}

/** How full something is. */
export const Meter = ({ label, value, share, parts, tone = 'jade', about }: MeterProps) => {
  const filled = (parts ?? [{ label, share: share ?? 0, tone }]).filter((part) => part.share > 0)
  const sum = Math.min(
    1,
    Math.max(
      0,
      filled.reduce((total, part) => total + part.share, 0),
    ),
  )
  return (
    <div className="meter-box">
      <div className="meter-line">
        <span className="ellipsis">{label}</span>
        <span className="numerals soft">{value}</span>
      </div>
      <div
        className="meter-track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(sum * 100)}
      >
        {filled.map((part) => (
          <i
            key={part.label}
            className={part.tone ? `tone-${part.tone}` : ''}
            title={part.label}
            style={{
              width: `${Math.min(1, Math.max(0, part.share)) * 100}%`,
              ...(part.lane === undefined ? {} : { background: `var(--lane-${part.lane})` }),
            }}
          />
        ))}
      </div>
      {about ? <div className={tone === 'red' || tone === 'amber' ? `${tone}` : 'faint'}>{about}</div> : null}
    </div>
  )
}
