import { Type, type TProperties, type TSchema } from 'typebox'

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
