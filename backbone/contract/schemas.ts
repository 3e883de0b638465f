import { Type, type TProperties, type TSchema } from 'typebox'
import { Problem } from './problem.ts'

/** A UUID (RFC 9562), as every id in the house. */
export const Id = Type.String({ format: 'uuid' })
/** A string of at most `maxLength` characters. */
export const Text = (maxLength: number, options: object = {}) => Type.String({ maxLength, ...options })
/** A string of 1 to `maxLength` characters, not only blanks. */
export const Name = (maxLength = 200) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
/** A point in time, ISO 8601 in UTC. */
export const Instant = Type.String({ format: 'date-time', maxLength: 40 })
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 })
export const Md5 = Type.String({ pattern: '^[0-9a-f]{32}$', maxLength: 32 })
export const Nothing = Type.Object({})

/** Input of an operation that answers page by page. */
export const paged = <P extends TProperties>(properties: P) =>
  Type.Object({
    ...properties,
    cursor: Type.Optional(Type.String({ maxLength: 500, description: 'Where the page before ended (`next`)' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  })

/** One page of items; `next` is absent on the last page. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) })

/** Packs the sort key of a page's last item into an opaque cursor. */
export const toCursor = (key: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** Unpacks a cursor made by `toCursor`; `bad-cursor` 400 if it was not. */
export const fromCursor = (cursor: string, length: number): (string | number | null)[] => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(key) && key.length === length) return key
  } catch {
    // falls through: whatever is wrong with it, it is not one of ours
  }
  throw new Problem('bad-cursor', 400, 'This cursor did not come from the page before')
}

/** Cuts `limit + 1` fetched rows to a page, with the cursor of the last row if there are more. */
export const pageOf = <R, T>(
  rows: R[],
  limit: number,
  key: (row: R) => readonly (string | number | null)[],
  shape: (row: R) => T,
): { items: T[]; next?: string } => {
  const items = rows.slice(0, limit).map(shape)
  return rows.length > limit ? { items, next: toCursor(key(rows[limit - 1]!)) } : { items }
}
