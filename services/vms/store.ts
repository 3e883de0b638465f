import { sql, type ColumnType, type Generated, type Kysely, type Selectable, type Transaction } from 'kysely'
import type { AssetState } from './contract.ts'

type Defaulted<T> = ColumnType<T, T | undefined, T>
export type Tables = {
  asset: {
    id: Generated<string>
    station: string
    essence: string
    file_name: string
    title: string
    description: Defaulted<string>
    tags: Defaulted<string[]>
    column: string | null
    state: Defaulted<AssetState>
    playable: Defaulted<boolean>
    error: ColumnType<{ type: string; title: string } | null, string | null, string | null>
    duration_seconds: number | null
    width: number | null
    height: number | null
    run: string | null
    has_poster: Defaulted<boolean>
    created_by: string
    created_at: Generated<Date>
    updated_at: Defaulted<Date>
    published_at: Date | null
    version: Defaulted<number>
  }
  upload: { id: string; station: string; asset: string; duplicate: boolean }
}
export type Tx = Transaction<Tables>
export type Row = Selectable<Tables['asset']>
type Db = Kysely<Tables> | Tx
type Changes = Partial<
  Pick<
    Row,
    | 'title'
    | 'description'
    | 'tags'
    | 'column'
    | 'state'
    | 'playable'
    | 'duration_seconds'
    | 'width'
    | 'height'
    | 'run'
    | 'has_poster'
    | 'published_at'
  >
> & {
  error?: string | null
}

export type NewAsset = Pick<Row, 'station' | 'essence' | 'file_name' | 'title' | 'column' | 'created_by'>
export const insertAsset = (db: Db, asset: NewAsset): Promise<Row> =>
  db.insertInto('asset').values(asset).returningAll().executeTakeFirstOrThrow()

export const findAsset = (db: Db, id: string): Promise<Row | undefined> =>
  db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirst()

/** The asset that was made of the same content, if any; one that did not fail comes first. */
export const findByEssence = (db: Db, essence: string): Promise<Row | undefined> =>
  db
    .selectFrom('asset')
    .selectAll()
    .where('essence', '=', essence)
    .orderBy((eb) => eb('state', '=', 'failed'))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()

export const essenceInUse = async (db: Db, essence: string): Promise<boolean> =>
  (await db.selectFrom('asset').select('id').where('essence', '=', essence).limit(1).execute()).length > 0

/** Changes an asset that is still in one of the states `from` (and at `version`); undefined if it has moved on. */
export const changeAsset = (
  db: Db,
  id: string,
  changes: Changes,
  only: { from?: readonly AssetState[]; version?: number } = {},
): Promise<Row | undefined> => {
  let update = db
    .updateTable('asset')
    .set({ ...changes, updated_at: sql`now()`, version: sql`version + 1` })
    .where('id', '=', id)
  if (only.from) update = update.where('state', 'in', only.from)
  if (only.version !== undefined) update = update.where('version', '=', only.version)
  return update.returningAll().executeTakeFirst()
}

export const deleteAsset = (db: Db, id: string): Promise<Row | undefined> =>
  db.deleteFrom('asset').where('id', '=', id).returningAll().executeTakeFirst()

/** Notes what an upload became; false if that was noted before. */
export const noteUpload = async (db: Db, upload: Tables['upload']): Promise<boolean> => {
  const inserted = await db
    .insertInto('upload')
    .values(upload)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}
export const findUpload = (db: Db, id: string) =>
  db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst()

/** Lets one transaction at a time decide what becomes of an essence. */
export const lockEssence = (db: Db, essence: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`vms/${essence}`}, 0))`.execute(db)

export type Filter = { state?: AssetState; column?: string; tag?: string; text?: string }
export type Sort = 'newest' | 'oldest' | 'title' | 'longest'

/** Keys of the sort orders: an expression and its direction; the id (a UUIDv7, so by time) decides between equals. */
const orders = {
  newest: { key: undefined, direction: 'desc' },
  oldest: { key: undefined, direction: 'asc' },
  title: { key: sql<string>`title`, direction: 'asc' },
  longest: { key: sql<string>`coalesce(duration_seconds, 0)`, direction: 'desc' },
} as const

export const cursorOf = (sort: Sort, row: Row): [string | number, string] => [
  sort === 'title' ? row.title : sort === 'longest' ? (row.duration_seconds ?? 0) : '',
  row.id,
]

export const listAssets = (
  db: Db,
  filter: Filter,
  sort: Sort,
  after: [key: string | number, id: string] | undefined,
  limit: number,
): Promise<Row[]> => {
  const { key, direction } = orders[sort]
  let query = db.selectFrom('asset').selectAll()
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.column) query = query.where('column', '=', filter.column)
  if (filter.tag) query = query.where(sql<boolean>`tags @> array[${filter.tag}]`)
  if (filter.text) {
    const like = `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.or([eb('title', 'ilike', like), eb('description', 'ilike', like), eb('file_name', 'ilike', like)]),
    )
  }
  if (after) {
    const past = direction === 'asc' ? sql`>` : sql`<`
    const place = key ? sql`(${key}, id) ${past} (${after[0]}, ${after[1]}::uuid)` : sql`id ${past} ${after[1]}::uuid`
    query = query.where(sql<boolean>`${place}`)
  }
  if (key) query = query.orderBy(key, direction)
  return query.orderBy('id', direction).limit(limit).execute()
}

export const countBy = async (db: Db, what: 'state' | 'column' | 'tag') => {
  const value = what === 'tag' ? sql<string>`unnest(tags)` : sql<string | null>`${sql.ref(what)}`
  const { rows } = await sql<{ value: string | null; count: number }>`
    select value, count(*)::int as count from (select ${value} as value from ${sql.table('asset')}) t
    where value is not null group by value order by count desc, value limit 200`.execute(db)
  return rows as { value: string; count: number }[]
}
