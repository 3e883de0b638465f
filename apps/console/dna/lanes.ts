import type { LaneItem } from '../components/timeline-layout.ts'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import type { Pair } from './match-data.ts'

type Found = { shows: readonly Pair[]; usedIn: readonly Pair[] }
type Names = { shows: string; usedIn: string }

/** What of an asset is of others, and what of it others use, as lanes of its timeline; pressed, the match is opened. */
export const copyLanes = ({ shows, usedIn }: Found, names: Names, open: (match: string) => void): TimelineRow[] => {
  const press = ({ id }: LaneItem) => open(id.split('/')[0]!)
  const own = shows.flatMap(({ match, source }): LaneItem[] =>
    match.decision === 'cleared'
      ? []
      : match.stretches.map(({ queryStartSeconds: from, durationSeconds }, i) => ({
          id: `${match.id}/${i}`,
          fromSeconds: from,
          toSeconds: from + durationSeconds,
          label: source?.title ?? '…',
          ...(match.action === 'block' ? { tone: 'red' as const } : {}),
          ...(match.action === 'flag' ? { tone: 'amber' as const } : {}),
        })),
  )
  const used = usedIn.flatMap(({ match, asset }): LaneItem[] =>
    match.stretches.map(({ referenceStartSeconds: from, durationSeconds, speed }, i) => ({
      id: `${match.id}/${i}`,
      fromSeconds: from,
      toSeconds: from + durationSeconds * speed,
      label: asset?.title ?? '…',
    })),
  )
  const lanes = [
    { key: 'shows', label: names.shows, lane: 5, items: inTime(own) },
    { key: 'used-in', label: names.usedIn, lane: 6, items: inTime(used) },
  ]
  return lanes.flatMap((lane): TimelineRow[] => (lane.items.length > 0 ? [{ kind: 'lane', ...lane, press }] : []))
}

const inTime = (items: readonly LaneItem[]) => items.toSorted((a, b) => a.fromSeconds - b.fromSeconds)
