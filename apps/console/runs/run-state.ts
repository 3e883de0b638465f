import type { Tone } from '../components/status.tsx'
import type { StepState } from './graph.ts'

/** What a state of a run or a step means to a person. */
export const toneOf: Record<StepState, Tone> = {
  waiting: 'none',
  ready: 'none',
  admitted: 'none',
  running: 'sky',
  done: 'jade',
  failed: 'red',
  cancelled: 'amber',
}

export const isEnded = (state: StepState): boolean => state === 'done' || state === 'failed' || state === 'cancelled'

/** How long something took, or has taken until `now`, in seconds; nothing before it began. */
export const secondsOf = (
  { startedAt, endedAt }: { startedAt?: string; endedAt?: string },
  now?: number,
): number | undefined => {
  const end = endedAt === undefined ? now : Date.parse(endedAt)
  return startedAt === undefined || end === undefined ? undefined : Math.max(0, (end - Date.parse(startedAt)) / 1000)
}
