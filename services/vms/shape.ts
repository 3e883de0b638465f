import type { Asset } from './contract.ts'
import type { Row } from './store.ts'

/** A row as people see it; `progress` is that of the running ingest, if there is one. */
export const shape = (row: Row, progress: number | undefined): Asset => ({
  id: row.id,
  title: row.title,
  description: row.description,
  tags: row.tags,
  state: row.state,
  playable: row.playable,
  progress: row.state === 'ingesting' ? (progress ?? 0) : row.state === 'failed' ? 0 : 1,
  essence: row.essence,
  hasPoster: row.has_poster,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  version: row.version,
  ...present({
    column: row.column,
    schema: row.schema,
    fields: Object.keys(row.fields).length > 0 ? row.fields : undefined,
    schemaVersion: row.schema_version,
    error: row.error,
    durationSeconds: row.duration_seconds,
    width: row.width,
    height: row.height,
    run: row.run,
    poster: row.poster,
    publishedAt: row.published_at?.toISOString(),
    rights: rightsOf(row),
    deletedAt: row.deleted_at?.toISOString(),
    deletedBy: row.deleted_by,
  }),
})

const rightsOf = ({ available_from, available_until, rights_note }: Row): Asset['rights'] => {
  const from = available_from?.toISOString()
  const rights = present({ from, until: available_until?.toISOString(), note: rights_note })
  return Object.keys(rights).length > 0 ? rights : undefined
}

/** Leaves out what is not there: JSON of ours has no nulls where a thing is absent. */
export const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
