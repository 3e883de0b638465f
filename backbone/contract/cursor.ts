import { Problem } from './problem.ts'

/** Packs the sort key of a page's last item into an opaque cursor. */
export const toCursor = (key: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** Unpacks a cursor made by `toCursor`; `bad-cursor` 400 if it was not. */
export const fromCursor = (cursor: string, length: number): (string | number | null)[] => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(key) && key.length === length && key.every(isKeyPart)) return key
  } catch {
    // falls through: whatever is wrong with it, it is not one of ours
  }
  throw badCursor()
}

/** The id in the cursor of a list that is sorted by id alone. */
export const idInCursor = (cursor: string): string => {
  const [id] = fromCursor(cursor, 1)
  if (typeof id !== 'string' || !uuid.test(id)) throw badCursor()
  return id
}

/** Sort key and id in the cursor of a list that is sorted by a text or a number, and by id where those are equal. */
export const placeInCursor = (cursor: string, key: 'string' | 'number'): [key: string | number, id: string] => {
  const [value, id] = fromCursor(cursor, 2)
  if (value === null || typeof value !== key || typeof id !== 'string' || !uuid.test(id)) throw badCursor()
  return [value!, id]
}

const isKeyPart = (part: unknown): part is string | number | null =>
  part === null || typeof part === 'string' || typeof part === 'number'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const badCursor = () => new Problem('bad-cursor', 400, 'This cursor did not come from the page before')

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
