import type { LaneItem } from '../components/timeline-layout.ts'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import type { Thread } from './comments-data.ts'

type Names = { comments: string; markers: string }

/** What people said, as lanes of the timeline; a lane that nothing is on is left out. */
export const lanesOf = (threads: readonly Thread[], names: Names, open: (id: string) => void): TimelineRow[] => {
  const press = ({ id }: LaneItem) => open(id)
  const lanes = [
    { key: 'comments', label: names.comments, lane: 4, kind: 'comment' },
    { key: 'markers', label: names.markers, lane: 3, kind: 'marker' },
  ] as const
  return lanes.flatMap(({ kind, ...row }): TimelineRow[] => {
    const items = threads.flatMap(({ comment }) => (comment.kind === kind ? itemOf(comment) : []))
    return items.length > 0 ? [{ kind: 'lane', ...row, items, press }] : []
  })
}

const itemOf = ({ id, inSeconds, outSeconds, text, resolvedAt }: Thread['comment']): LaneItem[] => {
  if (inSeconds === undefined) return []
  const label = `${resolvedAt ? '✓ ' : ''}${text.split('\n')[0]!.slice(0, 80)}`
  return [{ id, fromSeconds: inSeconds, label, ...(outSeconds === undefined ? {} : { toSeconds: outSeconds }) }]
}
