import type { Flow } from '#services/slice'

export type FlowProgress = { flow: Flow; segments: number; bytes: number; durationSeconds: number }

/**
 * Changes when loading the master playlist again would show something better: a higher rendition has been completed, or
 * the ingest has ended. What grows meanwhile is in the playlist that is being played.
 */
export const revisionOf = (flows: readonly FlowProgress[], ended: boolean): string => {
  const heights = flows
    .filter(({ flow }) => flow.kind === 'video' && flow.role === 'ladder' && flow.state === 'complete')
    .map(({ flow }) => flow.height ?? 0)
  return `${Math.max(0, ...heights)}/${ended}`
}

/** How far a flow has come, 0 to 1. */
export const flowFraction = (one: FlowProgress, sourceSeconds: number | undefined): number => {
  if (one.flow.state === 'complete') return 1
  return sourceSeconds ? Math.min(1, one.durationSeconds / sourceSeconds) : 0
}

/** Best picture first, then sound; previews last. */
export const inOrder = (flows: readonly FlowProgress[]): FlowProgress[] => {
  const rank = ({ flow }: FlowProgress) => (flow.role === 'preview' ? 2 : flow.kind === 'audio' ? 1 : 0)
  return flows.toSorted((a, b) => rank(a) - rank(b) || (b.flow.height ?? 0) - (a.flow.height ?? 0))
}
