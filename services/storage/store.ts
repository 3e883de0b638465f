import { sql, type ColumnType, type Generated, type Selectable, type Transaction } from 'kysely'
import { idInCursor, type Kit } from '#backbone'
import type { storage } from './contract.ts'

export type Tables = {
  essence: {
    id: Generated<string>
    station: string
    name: string
    bytes: ColumnType<string, number, never>
    sha256: string
    md5: string
    media_type: string
    object: string
    created: Generated<Date>
    checked: Date | null
    damaged: Generated<boolean>
  }
  reference: { station: string; essence: string; by: string; created: Generated<Date> }
  leftover: { object: string; station: string; since: Generated<Date> }
}
export type EssenceRow = Selectable<Tables['essence']>
type Db = Transaction<Tables>
/** What the platform hands to this service, apart from other services. */
export type StorageKit = Omit<Kit<typeof storage, Record<string, never>, Tables>, 'use'>

/** Essences newest first, one more than `limit` so that the caller knows whether there is a next page. */
export const listEssences = (
  db: Db,
  { sha256, md5, cursor, limit = 50 }: { sha256?: string; md5?: string; cursor?: string; limit?: number },
): Promise<EssenceRow[]> => {
  let query = db.selectFrom('essence').selectAll()
  if (sha256) query = query.where('sha256', '=', sha256)
  if (md5) query = query.where('md5', '=', md5)
  if (cursor) query = query.where('id', '<', idInCursor(cursor))
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export const findEssence = (db: Db, id: string): Promise<EssenceRow | undefined> =>
  db.selectFrom('essence').selectAll().where('id', '=', id).executeTakeFirst()

export const findContent = (db: Db, station: string, sha256: string): Promise<EssenceRow | undefined> =>
  db
    .selectFrom('essence')
    .selectAll()
    .where('station', '=', station)
    .where('sha256', '=', sha256)
    .forUpdate()
    .executeTakeFirst()

/** Essences after one id, in order: for reading through all of them. */
export const essencesAfter = (db: Db, id: string | undefined, limit: number): Promise<EssenceRow[]> => {
  const query = db.selectFrom('essence').selectAll().orderBy('id').limit(limit)
  return (id ? query.where('id', '>', id) : query).execute()
}

/** Enters an essence; `undefined` when the station has the same content already. */
export const insertEssence = (
  db: Db,
  row: Pick<EssenceRow, 'station' | 'name' | 'sha256' | 'md5' | 'media_type' | 'object'> & { bytes: number },
): Promise<EssenceRow | undefined> =>
  db
    .insertInto('essence')
    .values(row)
    .onConflict((c) => c.columns(['station', 'sha256']).doNothing())
    .returningAll()
    .executeTakeFirst()

/** Puts a good copy in the place of a damaged one. */
export const replaceObject = (db: Db, id: string, object: string): Promise<EssenceRow> =>
  db
    .updateTable('essence')
    .set({ object, damaged: false, checked: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** Notes what a scrub of `object` found; `undefined` when the essence has gone or has another object meanwhile. */
export const noteScrub = (
  db: Db,
  { id, object }: Pick<EssenceRow, 'id' | 'object'>,
  damaged: boolean,
): Promise<EssenceRow | undefined> =>
  db
    .updateTable('essence')
    .set({ checked: sql<Date>`now()`, damaged })
    .where('id', '=', id)
    .where('object', '=', object)
    .returningAll()
    .executeTakeFirst()

export const lockEssence = (db: Db, id: string): Promise<EssenceRow | undefined> =>
  db.selectFrom('essence').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const deleteEssence = async (db: Db, id: string): Promise<void> => {
  await db.deleteFrom('essence').where('id', '=', id).execute()
}

export const countEssences = async (db: Db): Promise<{ essences: number; bytes: number }> => {
  const { rows } = await sql<{ essences: string; bytes: string }>`
    select count(*) as essences, coalesce(sum(bytes), 0) as bytes from storage.essence`.execute(db)
  return { essences: Number(rows[0]!.essences), bytes: Number(rows[0]!.bytes) }
}

export const addReference = async (db: Db, row: { station: string; essence: string; by: string }): Promise<void> => {
  await db
    .insertInto('reference')
    .values(row)
    .onConflict((c) => c.doNothing())
    .execute()
}

export const dropReference = async (db: Db, essence: string, by: string): Promise<void> => {
  await db.deleteFrom('reference').where('essence', '=', essence).where('by', '=', by).execute()
}

/** A few of those that refer to an essence. */
export const referencesTo = async (db: Db, essence: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('reference')
    .select('by')
    .where('essence', '=', essence)
    .orderBy('by')
    .limit(10)
    .execute()
  return rows.map((row) => row.by)
}

/** Notes that an object may be without an essence from now on. */
export const noteLeftover = async (db: Db, station: string, object: string): Promise<void> => {
  await db
    .insertInto('leftover')
    .values({ station, object })
    .onConflict((c) => c.column('object').doUpdateSet({ since: sql`now()` }))
    .execute()
}

export const dropLeftover = async (db: Db, object: string): Promise<void> => {
  await db.deleteFrom('leftover').where('object', '=', object).execute()
}

/** Takes the note of one object left alone for a day, so that no other node removes it too. */
export const takeLeftover = async (db: Db): Promise<string | undefined> => {
  const { rows } = await sql<{ object: string }>`
    delete from storage.leftover where object = (
      select object from storage.leftover where since < now() - interval '1 day'
      order by since limit 1 for update skip locked)
    returning object`.execute(db)
  return rows[0]?.object
}

/** Whether an object is some essence's. */
export const isHeld = async (db: Db, object: string): Promise<boolean> =>
  (await db.selectFrom('essence').select('id').where('object', '=', object).executeTakeFirst()) !== undefined
