/** One field of a thing: how it was and how it is. Absent where it was not, or is no more. */
export type FieldChange = {
  /** Nested fields by their path: `quality.loudness`. */
  field: string
  from?: unknown
  to?: unknown
  /** Of a list: what came and what went; the rest stayed. */
  added?: unknown[]
  removed?: unknown[]
}
export type Diff = { changed: FieldChange[]; same: { field: string; value: unknown }[] }

/**
 * What an entry of the trail says has changed, field by field. `after` may tell only the fields that were changed: what
 * `before` knows beyond them stayed as it was.
 */
export const diffOf = (before: unknown, after: unknown): Diff => {
  const [from, to] = [fieldsOf(before), fieldsOf(after)]
  const both = from.size > 0 && to.size > 0
  const diff: Diff = { changed: [], same: [] }
  for (const field of new Set([...from.keys(), ...to.keys()])) {
    const [was, is] = [from.get(field), to.get(field)]
    if (both && (!to.has(field) || (from.has(field) && alike(was, is)))) diff.same.push({ field, value: was })
    else diff.changed.push({ field, ...changeOf(was, is) })
  }
  return diff
}

const changeOf = (from: unknown, to: unknown): Omit<FieldChange, 'field'> => {
  if (Array.isArray(from) && Array.isArray(to)) {
    const within = (list: unknown[], one: unknown) => list.some((other) => alike(other, one))
    const added = to.filter((one) => !within(from, one))
    const removed = from.filter((one) => !within(to, one))
    if (added.length + removed.length > 0) return { added, removed }
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fieldsOf = (value: unknown, above = ''): Map<string, unknown> => {
  const fields = new Map<string, unknown>()
  if (!isPlain(value)) return fields
  for (const [name, one] of Object.entries(value)) {
    if (!isPlain(one) || Object.keys(one).length === 0) fields.set(above + name, one)
    else for (const [path, inside] of fieldsOf(one, `${above}${name}.`)) fields.set(path, inside)
  }
  return fields
}

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
