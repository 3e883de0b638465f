import { Type, type TSchema } from 'typebox'

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** Any JSON value, as told. */
export const Json = Type.Unsafe<JsonValue>({})

const scalars = [Type.Null(), Type.Boolean(), Type.Number(), Type.String({ maxLength: 4000 })]
const key = Type.String({ maxLength: 100 })

/** A JSON value with at most `depth` levels of arrays and objects, each bounded. */
const bounded = (depth: number): TSchema => {
  if (depth === 0) return Type.Union(scalars)
  const inner = bounded(depth - 1)
  return Type.Union([...scalars, Type.Array(inner, { maxItems: 500 }), Type.Record(key, inner, { maxProperties: 200 })])
}

/** A JSON object as it may be taken in, four levels deep: changes to merge into another. */
export const Changes = Type.Unsafe<Record<string, JsonValue>>(Type.Record(key, bounded(3), { maxProperties: 200 }))

/** Merges changes into an object as RFC 7396 has it: objects are merged, null deletes, everything else replaces. */
export const merged = (
  into: Record<string, JsonValue>,
  changes: Record<string, JsonValue>,
): Record<string, JsonValue> => {
  const result = new Map(Object.entries(into))
  for (const [key, change] of Object.entries(changes)) {
    const before = result.get(key)
    if (change === null) result.delete(key)
    else result.set(key, isObject(change) ? merged(isObject(before) ? before : {}, change) : change)
  }
  return Object.fromEntries(result)
}

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
