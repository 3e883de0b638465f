import { sql, type Selectable } from 'kysely'
import type { Tables, Tx } from './store.ts'

export type SigningRow = Selectable<Tables['signing_key']>
export type KeySetRow = Selectable<Tables['key_set']>
export type ContentKeyRow = Selectable<Tables['content_key']>

export const findStationKey = async (tx: Tx): Promise<Buffer | undefined> =>
  (await tx.selectFrom('station_key').select('sealed').executeTakeFirst())?.sealed

/** Keeps a station key unless there is one; answers with the one that is kept. */
export const keepStationKey = async (tx: Tx, station: string, sealed: Buffer): Promise<Buffer> => {
  await tx
    .insertInto('station_key')
    .values({ station, sealed })
    .onConflict((c) => c.doNothing())
    .execute()
  return (await findStationKey(tx))!
}

export const insertSigningKey = (tx: Tx, row: { id: number; station: string; sealed: Buffer }): Promise<SigningRow> =>
  tx.insertInto('signing_key').values(row).returningAll().executeTakeFirstOrThrow()

/** Signing keys, newest first. */
export const signingKeysOf = (tx: Tx): Promise<SigningRow[]> =>
  tx.selectFrom('signing_key').selectAll().orderBy('created_at', 'desc').execute()

export const findSigningKey = (tx: Tx, id: number): Promise<SigningRow | undefined> =>
  tx.selectFrom('signing_key').selectAll().where('id', '=', id).executeTakeFirst()

export const dropSigningKey = async (tx: Tx, id: number): Promise<boolean> => {
  const { numDeletedRows } = await tx.deleteFrom('signing_key').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Holds back everybody else who would add a key set to an asset. */
export const lockKeySets = async (tx: Tx, asset: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${asset}, 1))`.execute(tx)
}

/** Key sets of an asset, newest first, with how many keys each has. */
export const keySetsOf = async (tx: Tx, asset: string): Promise<(KeySetRow & { keys: number })[]> => {
  const { rows } = await sql<KeySetRow & { keys: number }>`
    select key_set.*, (select count(*)::int from content_key
      where content_key.asset = key_set.asset and content_key.number = key_set.number) as keys
    from key_set where asset = ${asset} order by number desc limit 1000`.execute(tx)
  return rows
}

export const newestKeySet = (tx: Tx, asset: string): Promise<KeySetRow | undefined> =>
  tx.selectFrom('key_set').selectAll().where('asset', '=', asset).orderBy('number', 'desc').limit(1).executeTakeFirst()

export const findKeySet = (tx: Tx, asset: string, number: number): Promise<KeySetRow | undefined> =>
  tx.selectFrom('key_set').selectAll().where('asset', '=', asset).where('number', '=', number).executeTakeFirst()

export const insertKeySet = (
  tx: Tx,
  set: Pick<KeySetRow, 'station' | 'asset' | 'number' | 'rotation_seconds' | 'origin'>,
): Promise<KeySetRow> => tx.insertInto('key_set').values(set).returningAll().executeTakeFirstOrThrow()

export const findContentKey = (
  tx: Tx,
  { asset, number, period }: Pick<ContentKeyRow, 'asset' | 'number' | 'period'>,
): Promise<ContentKeyRow | undefined> =>
  tx
    .selectFrom('content_key')
    .selectAll()
    .where('asset', '=', asset)
    .where('number', '=', number)
    .where('period', '=', period)
    .executeTakeFirst()

export const contentKeysOf = (tx: Tx, asset: string, number: number): Promise<ContentKeyRow[]> =>
  tx
    .selectFrom('content_key')
    .selectAll()
    .where('asset', '=', asset)
    .where('number', '=', number)
    .orderBy('period')
    .execute()

/** Keeps a content key unless its place is taken; answers with the one that is kept. */
export const keepContentKey = async (tx: Tx, row: ContentKeyRow): Promise<ContentKeyRow> => {
  await tx
    .insertInto('content_key')
    .values(row)
    .onConflict((c) => c.doNothing())
    .execute()
  return (await findContentKey(tx, row))!
}
