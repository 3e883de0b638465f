import type { Asset } from '#services/vms'

/** What a person may correct of an asset. */
export type Draft = { title: string; description: string; tags: string[]; column: string }
export const fields = ['title', 'description', 'tags', 'column'] as const
export type Field = (typeof fields)[number]

export const draftOf = (asset: Asset): Draft => ({
  title: asset.title,
  description: asset.description,
  tags: asset.tags,
  column: asset.column ?? '',
})

const same = (a: string | string[], b: string | string[]) => JSON.stringify(a) === JSON.stringify(b)

/** The fields in which a draft differs from another. */
export const changedFields = (from: Draft, to: Draft): Field[] =>
  fields.filter((field) => !same(from[field], to[field]))

/** The input of an update: only what was changed; an emptied column is taken away. */
export const updateOf = (
  from: Draft,
  to: Draft,
): { title?: string; description?: string; tags?: string[]; column?: string | null } => {
  const changed = new Set(changedFields(from, to))
  return {
    ...(changed.has('title') ? { title: to.title.trim() } : {}),
    ...(changed.has('description') ? { description: to.description } : {}),
    ...(changed.has('tags') ? { tags: to.tags } : {}),
    ...(changed.has('column') ? { column: to.column.trim() || null } : {}),
  }
}

/**
 * Brings a draft onto a newer version: what only the other person changed is taken over; what both changed stays as
 * typed and is named, to be decided on.
 */
export const rebase = (base: Draft, mine: Draft, theirs: Draft): { draft: Draft; both: Field[] } => {
  const iChanged = new Set(changedFields(base, mine))
  const both = changedFields(base, theirs).filter((field) => iChanged.has(field) && !same(mine[field], theirs[field]))
  const kept = Object.fromEntries([...iChanged].map((field) => [field, mine[field]]))
  return { draft: { ...theirs, ...kept }, both }
}
