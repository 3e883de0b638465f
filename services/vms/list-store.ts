import { sql, type RawBuilder } from 'kysely'
import type { Filter, Sort } from './contract.ts'
import type { Db, Row } from './store.ts'

/** Which assets of which station; `without` leaves one condition out. */
export type Wanted = { station: string; filter: Filter }
type Condition = keyof Filter

const oneOrMore = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])
const like = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
/** Enough to leave the index few rows; all that is left is compared in full. */
const mostPairs = 24

/** The text that a search looks through, word for word as it is indexed. */
const searched = sql`grams(title || E'\n' || description || E'\n' || file_name)`
const gramsOf = (text: string) => {
  const characters = [...text].slice(0, mostPairs + 1).join('')
  return characters.length > 1 && [...characters].length > 1
    ? sql`pairs(${characters})`
    : sql`array[lower(${characters}::text)]`
}

/** A metadata field that has a value, or has it in a list; `2026` may be a text or a number. */
const fieldsLike = (said: string): RawBuilder<unknown>[] => {
  const [key, ...rest] = said.split('=')
  const value = rest.join('=')
  const typed = /^-?\d{1,15}(\.\d{1,15})?$|^(true|false)$/.test(value) ? [JSON.parse(plain(value))] : []
  return [value, [value], ...typed].map((one) => sql`fields @> ${JSON.stringify({ [key!]: one })}::jsonb`)
}
/** JSON writes no number with noughts before it. */
const plain = (value: string) => value.replace(/^(-?)0+(?=\d)/, '$1')

const conditions: {
  [K in Condition]-?: (value: NonNullable<Filter[K]>, station: string) => RawBuilder<unknown> | undefined
} = {
  id: (value) => sql`id = any(${oneOrMore(value)}::uuid[])`,
  state: (value) => sql`state = any(${oneOrMore(value)}::text[])`,
  column: (value) => sql`"column" = any(${oneOrMore(value)}::text[])`,
  within: (value, station) => sql`"column" in (
    with recursive below as (
      select id, name from "column" where station = ${station}::uuid and name = ${value}
      union select c.id, c.name from "column" c join below b on c.parent = b.id)
    select name from below)`,
  tag: (value) => sql`tags && ${oneOrMore(value)}::text[]`,
  createdBy: (value) => sql`created_by = any(${oneOrMore(value)}::text[])`,
  field: (value) => sql`(${sql.join(oneOrMore(value).flatMap(fieldsLike), sql` or `)})`,
  collection: (value) => sql`id in (select asset from collected where collection = ${value}::uuid)`,
  text: (value) =>
    value === ''
      ? undefined
      : sql`(title ilike ${like(value)} or description ilike ${like(value)} or file_name ilike ${like(value)})
          and ${searched} @> ${gramsOf(value)}`,
  createdFrom: (value) => sql`created_at >= ${value}::timestamptz`,
  createdTo: (value) => sql`created_at < ${value}::timestamptz`,
  durationFromSeconds: (value) => sql`coalesce(duration_seconds, 0) >= ${value}`,
  durationToSeconds: (value) => sql`coalesce(duration_seconds, 0) < ${value}`,
  hasError: (value) => (value ? sql`error is not null` : sql`error is null`),
  inBin: () => undefined,
}

/**
 * The conditions of a filter. The station is one of them, word for word: searching in texts and tags is nothing that
 * PostgreSQL lets an index do behind its row security, so lists are read across stations and fenced here.
 */
const where = ({ station, filter }: Wanted, without?: Condition) => {
  const said = (Object.keys(conditions) as Condition[]).flatMap((key) => {
    const value = filter[key]
    const holds = value === undefined || key === without ? undefined : conditions[key](value as never, station)
    return holds ? [holds] : []
  })
  const bin = filter.inBin ? sql`deleted_at is not null` : sql`deleted_at is null`
  return sql.join([sql`station = ${station}::uuid`, bin, ...said], sql` and `)
}

/** Keys of the sort orders: an expression, its type and its direction; the id decides between equals. */
const orders = {
  newest: { key: sql`created_at`, type: sql`timestamptz`, direction: 'desc' },
  oldest: { key: sql`created_at`, type: sql`timestamptz`, direction: 'asc' },
  changed: { key: sql`updated_at`, type: sql`timestamptz`, direction: 'desc' },
  title: { key: sql`title`, type: sql`text`, direction: 'asc' },
  longest: { key: sql`coalesce(duration_seconds, 0)`, type: sql`float8`, direction: 'desc' },
} as const

/** Where a page that ends with the row goes on. */
export const cursorOf = (sort: Sort, row: Row): [string | number, string] => {
  const key = { newest: row.created_at, oldest: row.created_at, changed: row.updated_at }
  if (sort === 'title') return [row.title, row.id]
  return [sort === 'longest' ? (row.duration_seconds ?? 0) : key[sort].toISOString(), row.id]
}

/** Assets in an order, from after a place in it. */
export const listAssets = async (
  db: Db,
  wanted: Wanted,
  { sort, after, limit }: { sort: Sort; after: [key: string | number, id: string] | undefined; limit: number },
): Promise<Row[]> => {
  const { key, type, direction } = orders[sort]
  const past = direction === 'asc' ? sql`>` : sql`<`
  const to = direction === 'asc' ? sql`asc` : sql`desc`
  const place = after ? sql`and (${key}, id) ${past} (${after[0]}::${type}, ${after[1]}::uuid)` : sql``
  const { rows } = await sql<Row>`
    select * from asset where ${where(wanted)} ${place} order by ${key} ${to}, id ${to} limit ${limit}`.execute(db)
  return rows
}

/** How many there are, looking at no more than `most`. */
export const countAssets = async (db: Db, wanted: Wanted, most: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select from asset where ${where(wanted)} limit ${most}) t`.execute(db)
  return rows[0]!.count
}

type Counted = { value: string; count: number }
const facets = { state: 'state', column: 'column', createdBy: 'created_by' } as const
type Facet = keyof typeof facets
const facetNames = Object.keys(facets) as Facet[]
const mostValues = 200

/**
 * How many assets of each state, in each column and by each person; each under the rest of the filter. Those by which
 * the filter does not choose are counted in one go.
 */
export const countFacets = async (db: Db, { station, filter }: Wanted): Promise<Record<Facet, Counted[]>> => {
  const chosen = facetNames.filter((name) => filter[name] !== undefined)
  const goes = [facetNames.filter((name) => !chosen.includes(name)), ...chosen.map((name) => [name])]
  const counts: Record<Facet, Counted[]> = { state: [], column: [], createdBy: [] }
  for (const names of goes.filter((go) => go.length > 0)) {
    const columns = names.map((name) => sql.ref(facets[name]))
    const { rows } = await sql<{ value: string | null; facet: number; count: number }>`
      select coalesce(${sql.join(columns)}) as value, grouping(${sql.join(columns)}) as facet, count(*)::int as count
      from asset where ${where({ station, filter }, names.length === 1 ? names[0] : undefined)}
      group by grouping sets (${sql.join(columns.map((column) => sql`(${column})`))})
      order by count desc, value`.execute(db)
    names.forEach((name, at) => {
      // grouping() has a bit for each column, the first the highest, that is 0 where the row is of that column.
      const facet = 2 ** names.length - 1 - 2 ** (names.length - 1 - at)
      counts[name] = rows
        .flatMap((row) => (row.facet === facet && row.value !== null ? [{ value: row.value, count: row.count }] : []))
        .slice(0, mostValues)
    })
  }
  return counts
}

/** The most frequent tags, under the rest of the filter. */
export const countTags = async (db: Db, wanted: Wanted): Promise<Counted[]> => {
  const { rows } = await sql<Counted>`
    select value, count(*)::int as count from (select unnest(tags) as value from asset where ${where(wanted, 'tag')}) t
    group by value order by count desc, value limit ${mostValues}`.execute(db)
  return rows
}

/** How many were made since each of some instants, under the rest of the filter; the last count is of all. */
export const countSince = async (db: Db, { station, filter }: Wanted, instants: string[]): Promise<number[]> => {
  const { createdFrom: _from, createdTo: _to, ...rest } = filter
  const since = instants.map((at) => sql`count(*) filter (where created_at >= ${at}::timestamptz)::int`)
  const { rows } = await sql<{ counts: number[] }>`
    select array[${sql.join([...since, sql`count(*)::int`])}] as counts
    from asset where ${where({ station, filter: rest })}`.execute(db)
  return rows[0]!.counts
}

export const countErrors = async (db: Db, { station, filter }: Wanted): Promise<number> => {
  const wanted = { station, filter: { ...filter, hasError: true } }
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from asset where ${where(wanted)}`.execute(db)
  return rows[0]!.count
}

export const countBin = async (db: Db, station: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from asset where ${where({ station, filter: { inBin: true } })}`.execute(db)
  return rows[0]!.count
}
