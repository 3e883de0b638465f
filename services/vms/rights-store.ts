import { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
import type { Db, Row, Tx } from './store.ts'

export type ShareTable = {
  id: Generated<string>
  station: string
  asset: string
  token_hash: Buffer
  note: string
  created_by: string
  created_at: Generated<Date>
  expires_at: Date
  revoked_at: Date | null
  views: ColumnType<number, number | undefined, number>
  most_views: number | null
  last_viewed_at: Date | null
}
export type ShareRow = Selectable<ShareTable>

/** What is published and out of its time, of all stations. */
export const findOutOfTime = async (db: Db, limit: number): Promise<Pick<Row, 'id' | 'station'>[]> => {
  const { rows } = await sql<Pick<Row, 'id' | 'station'>>`
    select id, station from asset where state = 'published' and deleted_at is null and available_until <= now()
    union
    select id, station from asset where state = 'published' and deleted_at is null and available_from > now()
    limit ${limit}`.execute(db)
  return rows
}

type NewShare = Pick<ShareRow, 'station' | 'asset' | 'token_hash' | 'note' | 'created_by' | 'expires_at' | 'most_views'>
export const insertShare = (tx: Tx, share: NewShare): Promise<ShareRow> =>
  tx.insertInto('share').values(share).returningAll().executeTakeFirstOrThrow()

type Asked = { asset: string | undefined; before: string | undefined; limit: number }
export const listShares = (db: Db, { asset, before, limit }: Asked): Promise<ShareRow[]> => {
  let query = db.selectFrom('share').selectAll()
  if (asset !== undefined) query = query.where('asset', '=', asset)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** Ends a link; undefined if there is none, or it was ended before. */
export const endShare = (tx: Tx, id: string): Promise<ShareRow | undefined> =>
  tx
    .updateTable('share')
    .set({ revoked_at: new Date() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
export const findShare = (db: Db, id: string): Promise<ShareRow | undefined> =>
  db.selectFrom('share').selectAll().where('id', '=', id).executeTakeFirst()
export const findShareByToken = (db: Db, tokenHash: Buffer): Promise<ShareRow | undefined> =>
  db.selectFrom('share').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()

/** Counts one view of a link that still lets one in; undefined if it does not. */
export const countView = async (tx: Tx, tokenHash: Buffer): Promise<ShareRow | undefined> =>
  tx
    .updateTable('share')
    .set({ views: sql`views + 1`, last_viewed_at: sql`now()` })
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where((eb) => eb.or([eb('most_views', 'is', null), eb('views', '<', eb.ref('most_views'))]))
    .returningAll()
    .executeTakeFirst()
