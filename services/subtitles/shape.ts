import type { Track, TrackWithCues } from './contract.ts'
import type { Heading, Row } from './store.ts'

/** A track as callers see it. */
export const shapeTrack = (row: Heading): Track => ({
  id: row.id,
  asset: row.asset,
  kind: row.kind,
  language: row.language,
  label: row.label,
  isDefault: row.is_default,
  shown: row.shown,
  origin: row.origin,
  ...(row.format === null ? {} : { format: row.format }),
  ...(row.encoding === null ? {} : { encoding: row.encoding }),
  cueCount: row.cue_count,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  changedBy: row.changed_by,
  changedAt: row.changed_at.toISOString(),
  version: row.version,
})

export const shapeWhole = (row: Row): TrackWithCues => ({ ...shapeTrack(row), cues: row.cues })
