import type { Fingerprint, Match, Reuse, Stretch } from './contract.ts'
import type { MatchRow } from './match-store.ts'
import type { PrintRow } from './store.ts'

/** A match as people see it. */
export const shapeMatch = (row: MatchRow): Match => ({
  id: row.id,
  asset: row.asset,
  source: row.source,
  seconds: row.seconds,
  score: row.score,
  edits: row.edits,
  stretches: row.stretches,
  action: row.action,
  decision: row.decision,
  foundAt: row.found_at.toISOString(),
  ...present({
    sourceStation: row.source_station,
    creditLine: row.credit_line,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString(),
    note: row.note,
  }),
})

/** The fingerprint of an asset as people see it; undefined is none. */
export const shapePrint = (asset: string, row: PrintRow | undefined): Fingerprint => {
  if (!row) return { asset, state: 'none' }
  const registeredAt = row.registered_at.toISOString()
  if (row.state === 'failed') return { asset, state: 'failed', registeredAt, ...present({ error: row.error }) }
  const { seconds: durationSeconds, frames, bytes } = row
  return { asset, state: 'ready', durationSeconds, frames, hasSound: row.sound_items > 0, bytes, registeredAt }
}

/** How often each part of a source is shown by the stretches of its matches; parts next to each other differ. */
export const partsUsed = (stretches: readonly Stretch[]): Reuse['parts'] => {
  const steps = stretches.flatMap(({ referenceStartSeconds: start, durationSeconds, speed }) => [
    { at: start, by: 1 },
    { at: start + durationSeconds * speed, by: -1 },
  ])
  const parts: Reuse['parts'] = []
  let [times, since] = [0, 0]
  for (const { at, by } of steps.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    const last = parts.at(-1)
    if (times > 0 && at > since) {
      if (last && last.times === times && last.endSeconds === since) last.endSeconds = at
      else parts.push({ startSeconds: since, endSeconds: at, times })
    }
    times += by
    since = at
  }
  return parts
}

const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
