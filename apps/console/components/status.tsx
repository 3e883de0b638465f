import type { ReactNode } from 'react'
import { Ring } from './ring.tsx'
import { formatPercent } from '../shell/format.ts'
import './status.css'

/**
 * What a state means to a person. Red is for what is on air, failed or destructive; amber warns; sky informs or is at
 * work; jade is well; none is at rest.
 */
export type Tone = 'none' | 'jade' | 'sky' | 'amber' | 'red'

/** Each tone has a shape of its own: colour alone tells nobody anything. */
const shapes: Record<Tone, ReactNode> = {
  none: <circle cx="5" cy="5" r="3.1" fill="none" strokeWidth="1.8" />,
  jade: <circle cx="5" cy="5" r="4" stroke="none" fill="currentColor" />,
  sky: (
    <>
      <circle cx="5" cy="5" r="3.4" fill="none" strokeWidth="1.6" />
      <path d="M5 1.6A3.4 3.4 0 0 1 5 8.4Z" stroke="none" fill="currentColor" />
    </>
  ),
  amber: <path d="M5 1 9.4 8.8H.6Z" stroke="none" fill="currentColor" />,
  red: <path d="M1.4 1.4h7.2v7.2H1.4z" stroke="none" fill="currentColor" />,
}

/** The mark of a tone: full, half, hollow, triangle, square. */
export const StatusMark = ({ tone }: { tone: Tone }) => (
  <svg className={`status-mark tone-${tone}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    <g stroke="currentColor">{shapes[tone]}</g>
  </svg>
)

export type StatusProps = {
  tone: Tone
  /** The state in a word. */
  children: ReactNode
  /** How far, 0 to 1: a ring in place of the mark, and the share behind the word. */
  progress?: number | undefined
  /** `plain` in tables and lists, `chip` where it stands alone. */
  look?: 'plain' | 'chip'
  /** The state as the service calls it. */
  state?: string
}

/** How a thing stands: a mark and a word. */
export const Status = ({ tone, children, progress, look = 'plain', state }: StatusProps) => (
  <span className={`status status-${look} tone-${tone}`} {...(state ? { 'data-state': state } : {})}>
    {progress === undefined ? <StatusMark tone={tone} /> : <Ring fraction={progress} pixels={14} />}
    <span className="ellipsis">{children}</span>
    {progress === undefined ? null : <span className="numerals">{formatPercent(progress)}</span>}
  </span>
)

/** On air, in red: the only thing that may. */
export const OnAir = ({ children }: { children: ReactNode }) => (
  <span className="on-air">
    <i aria-hidden="true" />
    {children}
  </span>
)
