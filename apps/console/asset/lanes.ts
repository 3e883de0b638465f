import type { LaneItem } from '../components/timeline-layout.ts'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import type { Thread } from './comments-data.ts'
import { isWhole, type Finding } from './qc-data.ts'

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

/** So many kinds have a lane each; where there are more, those of the least weight share the last. */
const mostLanes = 6

/** What was found wrong with parts of the film, a lane for each kind; what is waived is not shown. */
export const findingLanes = (
  findings: readonly Finding[],
  durationSeconds: number,
  nameOf: (kind: Finding['kind']) => string,
  open: (id: string) => void,
): TimelineRow[] => {
  const placed = findings.filter((finding) => !finding.waived && !isWhole(finding, durationSeconds))
  const kinds = [...Map.groupBy(placed, ({ kind }) => kind)].toSorted(([, a], [, b]) => weightOf(b) - weightOf(a))
  const lanes = kinds.slice(0, mostLanes).map(([kind, items]) => ({ kinds: [kind], items }))
  for (const [kind, items] of kinds.slice(mostLanes)) {
    const last = lanes.at(-1)!
    last.kinds.push(kind)
    last.items = [...last.items, ...items].toSorted((a, b) => a.startSeconds - b.startSeconds)
  }
  return lanes.map(({ kinds, items }, i): TimelineRow => ({
    kind: 'lane',
    key: `qc-${kinds[0]}`,
    label: kinds.map(nameOf).join(' · '),
    lane: (i % 5) + 2,
    items: items.map((finding) => markOf(finding, nameOf)),
    press: ({ id }) => open(id),
  }))
}

const weightOf = (findings: readonly Finding[]) =>
  Math.max(...findings.map(({ severity }) => ({ fail: 3, warn: 2, info: 1 })[severity]))

const markOf = (finding: Finding, nameOf: (kind: Finding['kind']) => string): LaneItem => {
  const { id, kind, severity, startSeconds, endSeconds } = finding
  return {
    id,
    fromSeconds: startSeconds,
    label: nameOf(kind),
    ...(endSeconds > startSeconds ? { toSeconds: endSeconds } : {}),
    ...(severity === 'info' ? {} : { tone: severity === 'fail' ? ('red' as const) : ('amber' as const) }),
  }
}
