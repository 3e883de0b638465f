import { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
import type { RelationKind } from './contract.ts'
import type { Db, Row, Tx } from './store.ts'

export type CollectionTable = {
  id: Generated<string>
  station: string
  title: string
  description: ColumnType<string, string | undefined, string>
  created_by: string
  created_at: Generated<Date>
  updated_at: ColumnType<Date, Date | undefined, Date>
  version: ColumnType<number, number | undefined, number>
}
export type CollectedTable = {
  collection: string
  asset: string
  station: string
  place: number
  added_by: string
  added_at: Generated<Date>
}
export type RelationTable = {
  asset: string
  to: string
  kind: RelationKind
  station: string
  created_by: string
  created_at: Generated<Date>
}
export type CollectionRow = Selectable<CollectionTable> & { assets: number }
export type RelationRow = Selectable<RelationTable>

const withCount = (db: Db) =>
  db
    .selectFrom('collection')
    .selectAll('collection')
    .select(
      sql<number>`(select count(*)::int from collected c join asset a on a.id = c.asset
        where c.collection = collection.id and a.deleted_at is null)`.as('assets'),
    )

type Asked = { text?: string | undefined; asset?: string | undefined; before: string | undefined; limit: number }
export const listCollections = (db: Db, { text, asset, before, limit }: Asked): Promise<CollectionRow[]> => {
  let query = withCount(db)
  if (text) {
    const like = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) => eb.or([eb('title', 'ilike', like), eb('description', 'ilike', like)]))
  }
  if (asset) query = query.where('id', 'in', db.selectFrom('collected').select('collection').where('asset', '=', asset))
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export const findCollection = (db: Db, id: string): Promise<CollectionRow | undefined> =>
  withCount(db).where('id', '=', id).executeTakeFirst()
/** The collection, whose order nobody else changes before the transaction ends. */
export const lockCollection = async (tx: Tx, id: string): Promise<CollectionRow | undefined> => {
  await tx.selectFrom('collection').select('id').where('id', '=', id).forUpdate().execute()
  return findCollection(tx, id)
}

export const insertCollection = async (
  tx: Tx,
  collection: Pick<CollectionRow, 'station' | 'title' | 'description' | 'created_by'>,
): Promise<string> =>
  (await tx.insertInto('collection').values(collection).returning('id').executeTakeFirstOrThrow()).id

export const changeCollection = async (
  tx: Tx,
  id: string,
  changes: Partial<Pick<CollectionRow, 'title' | 'description'>>,
): Promise<void> => {
  await tx
    .updateTable('collection')
    .set({ ...changes, updated_at: sql`now()`, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}
export const removeCollection = (tx: Tx, id: string) => tx.deleteFrom('collection').where('id', '=', id).execute()

/** Assets in their order, from after a place. */
export const listCollected = async (
  db: Db,
  collection: string,
  { after, limit }: { after: [place: number, id: string] | undefined; limit: number },
): Promise<(Row & { place: number })[]> => {
  const from = after ? sql`and (c.place, c.asset) > (${after[0]}, ${after[1]}::uuid)` : sql``
  const { rows } = await sql<Row & { place: number }>`
    select a.*, c.place from collected c join asset a on a.id = c.asset
    where c.collection = ${collection} and a.deleted_at is null ${from}
    order by c.place, c.asset limit ${limit}`.execute(db)
  return rows
}

/** Which of the assets are there and not in the bin. */
export const presentAssets = async (db: Db, ids: string[]): Promise<string[]> => {
  const query = db.selectFrom('asset').select('id').where('id', 'in', ids).where('deleted_at', 'is', null)
  return (await query.execute()).map(({ id }) => id)
}

/** The places between which something can be put before an asset, or after the last one. */
export const gapBefore = async (tx: Tx, collection: string, asset: string | undefined) => {
  const { rows } = await sql<{ low: number | null; high: number | null }>`
    select max(place) as low, null::float8 as high from collected
    where collection = ${collection} and ${asset === undefined}
    union all
    select (select max(c.place) from collected c where c.collection = o.collection and c.place < o.place), o.place
    from collected o where o.collection = ${collection} and o.asset = ${asset ?? null}::uuid`.execute(tx)
  return asset === undefined ? rows[0]! : rows[1]
}

export const placeAssets = async (
  tx: Tx,
  values: { collection: string; station: string; added_by: string },
  places: { asset: string; place: number }[],
): Promise<void> => {
  await tx
    .insertInto('collected')
    .values(places.map((one) => ({ ...values, ...one })))
    .onConflict((c) => c.columns(['collection', 'asset']).doUpdateSet({ place: sql`excluded.place` }))
    .execute()
}

/** Gives all of a collection whole places again, in the order they have. */
export const spreadPlaces = (tx: Tx, collection: string) =>
  sql`update collected c set place = o.n from (
    select asset, row_number() over (order by place, asset) as n from collected where collection = ${collection}) o
    where c.collection = ${collection} and c.asset = o.asset`.execute(tx)

export const removeCollected = (tx: Tx, collection: string, assets: string[]) =>
  tx.deleteFrom('collected').where('collection', '=', collection).where('asset', 'in', assets).execute()

export const insertRelation = async (tx: Tx, relation: Omit<RelationRow, 'created_at'>): Promise<boolean> => {
  const query = tx
    .insertInto('relation')
    .values(relation)
    .onConflict((c) => c.doNothing())
  return (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}
export const removeRelation = async (
  tx: Tx,
  { asset, to, kind }: Pick<RelationRow, 'asset' | 'to' | 'kind'>,
): Promise<boolean> => {
  const query = tx.deleteFrom('relation').where('asset', '=', asset).where('to', '=', to).where('kind', '=', kind)
  return (await query.executeTakeFirst()).numDeletedRows === 1n
}

/** Relations that lead to or from an asset over at most `steps` others. */
export const relationsAround = async (db: Db, asset: string, steps: number): Promise<RelationRow[]> => {
  const { rows } = await sql<RelationRow>`
    with recursive around as (
      select ${asset}::uuid as id, 0 as step
      union
      select case when r.asset = a.id then r."to" else r.asset end, a.step + 1
      from around a join relation r on a.id in (r.asset, r."to") where a.step < ${steps})
    select distinct r.* from relation r
    where r.asset in (select id from around) and r."to" in (select id from around) limit 500`.execute(db)
  return rows
}
