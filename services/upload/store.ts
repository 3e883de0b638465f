import { sql, type ColumnType, type Generated, type Selectable, type Transaction } from 'kysely'
import { idInCursor, type Kit } from '#backbone'
import type { storage } from '#services/storage'
import type { Upload, upload } from './contract.ts'

type Starter = { kind: string; id: string; name: string }
type Uploads = {
  id: Generated<string>
  station: string
  name: string
  media_type: string
  bytes: ColumnType<string | null, number | null, number>
  received: ColumnType<string, never, number>
  state: Generated<Upload['state']>
  concat: 'partial' | 'final' | null
  parts: string[] | null
  metadata_header: string
  metadata: ColumnType<Record<string, string>, string, never>
  started_by: ColumnType<Starter, string, never>
  object: string | null
  staged: Generated<boolean>
  sha256: string | null
  md5: string | null
  essence: string | null
  created: Generated<Date>
  touched: Generated<Date>
  expires: Date
}
export type Tables = { upload: Uploads }
/** An upload as the rules see it. */
export type Row = Omit<Selectable<Uploads>, 'bytes' | 'received'> & { bytes: number | null; received: number }
/** What the platform hands to this service. */
export type UploadKit = Kit<typeof upload, { storage: typeof storage }, Tables>
type Db = Transaction<Tables>

/** How long an upload is kept after its last byte. */
const keptSeconds = 7 * 86_400
const inKeptTime = sql<Date>`now() + make_interval(secs => ${keptSeconds})`

const rowOf = (row: Selectable<Uploads>): Row => ({
  ...row,
  bytes: row.bytes === null ? null : Number(row.bytes),
  received: Number(row.received),
})

/** Uploads newest first, without the parts of others; one more than `limit`. */
export const listUploads = async (
  db: Db,
  { state, cursor, limit = 50 }: { state?: Upload['state']; cursor?: string; limit?: number },
): Promise<Row[]> => {
  let query = db
    .selectFrom('upload')
    .selectAll()
    .where(sql<boolean>`concat is distinct from 'partial'`)
  if (state) query = query.where('state', '=', state)
  if (cursor) query = query.where('id', '<', idInCursor(cursor))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return rows.map(rowOf)
}

export const findUpload = async (db: Db, id: string): Promise<Row | undefined> => {
  const row = await db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

export const findUploads = async (db: Db, ids: string[]): Promise<Row[]> => {
  const rows = await db.selectFrom('upload').selectAll().where('id', 'in', ids).execute()
  return rows.map(rowOf)
}

type NewUpload = Pick<Row, 'station' | 'name' | 'media_type' | 'bytes' | 'concat' | 'parts' | 'metadata_header'>

export const insertUpload = async (
  db: Db,
  row: NewUpload & { metadata: Record<string, string>; startedBy: Starter },
): Promise<Row> => {
  const { metadata, startedBy, ...rest } = row
  const values = {
    ...rest,
    metadata: JSON.stringify(metadata),
    started_by: JSON.stringify(startedBy),
    expires: inKeptTime,
  }
  return rowOf(await db.insertInto('upload').values(values).returningAll().executeTakeFirstOrThrow())
}

/** Forgets an upload that was refused before it began. */
export const deleteUpload = async (db: Db, id: string): Promise<void> => {
  await db.deleteFrom('upload').where('id', '=', id).execute()
}

export const noteObject = async (db: Db, id: string, object: string): Promise<void> => {
  await db.updateTable('upload').set({ object }).where('id', '=', id).execute()
}

/** Says how long a deferred upload is; `undefined` when that was said before. */
export const declareLength = async (db: Db, id: string, bytes: number): Promise<Row | undefined> => {
  const row = await db
    .updateTable('upload')
    .set({ bytes })
    .where('id', '=', id)
    .where('bytes', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row && rowOf(row)
}

/** Notes what has arrived, which also puts off the expiry. */
export const noteReceived = async (db: Db, id: string, received: number): Promise<Row | undefined> => {
  const row = await db
    .updateTable('upload')
    .set({ received, touched: sql<Date>`now()`, expires: inKeptTime })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && rowOf(row)
}

/** Remembers the hashes before admission: afterwards the staged bytes may be gone. */
export const noteHashes = async (db: Db, id: string, { sha256, md5 }: { sha256: string; md5: string }) => {
  await db.updateTable('upload').set({ sha256, md5 }).where('id', '=', id).execute()
}

/** The one who still works on finishing an upload says so, that nobody else begins. */
export const touch = async (db: Db, id: string): Promise<void> => {
  await db
    .updateTable('upload')
    .set({ touched: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** Finishes an upload; `undefined` when it was finished or terminated meanwhile. */
export const finishUpload = async (db: Db, id: string, essence: string | null): Promise<Row | undefined> => {
  const row = await db
    .updateTable('upload')
    .set((eb) => ({
      state: 'finished',
      essence,
      touched: sql<Date>`now()`,
      received: eb.ref('bytes').$castTo<number>(),
    }))
    .where('id', '=', id)
    .where('state', '=', 'receiving')
    .returningAll()
    .executeTakeFirst()
  return row && rowOf(row)
}

/** Ends uploads that must not go on: `receiving` ones, and parts. `undefined` for what is neither. */
export const terminateUpload = async (db: Db, id: string): Promise<Row | undefined> => {
  const row = await db
    .updateTable('upload')
    .set({ state: 'terminated', touched: sql<Date>`now()` })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('state', '=', 'receiving'), eb.and([eb('state', '=', 'finished'), eb('concat', '=', 'partial')])]),
    )
    .returningAll()
    .executeTakeFirst()
  return row && rowOf(row)
}

export const noteDiscarded = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('upload').set({ staged: false }).where('id', '=', id).execute()
}

/** What the station's other unfinished uploads have announced (or already sent), and how many they are. */
export const pendingOf = async (db: Db, station: string, except: string[]) => {
  const { rows } = await sql<{ bytes: string; uploads: string }>`
    select coalesce(sum(coalesce(bytes, received)), 0) as bytes, count(*) as uploads from upload.upload
    where station = ${station} and (state = 'receiving' or (state = 'finished' and concat = 'partial' and staged))
      and not id = any(${except}::uuid[])`.execute(db)
  return { bytes: Number(rows[0]!.bytes), uploads: Number(rows[0]!.uploads) }
}

/** Bytes that the unfinished uploads of all stations will still bring. */
export const awaitedBytes = async (db: Db, except: string): Promise<number> => {
  const { rows } = await sql<{ bytes: string }>`
    select coalesce(sum(bytes - received), 0) as bytes from upload.upload
    where state = 'receiving' and id <> ${except}`.execute(db)
  return Number(rows[0]!.bytes)
}

/** Complete uploads that nobody has been finishing for `seconds`. */
export const unfinished = async (db: Db, seconds: number): Promise<Row[]> => {
  const rows = await db
    .selectFrom('upload')
    .selectAll()
    .where('state', '=', 'receiving')
    .where(sql<boolean>`(received = bytes or concat = 'final')`)
    .where(sql<boolean>`touched <= now() - make_interval(secs => ${seconds})`)
    .orderBy('touched')
    .limit(50)
    .execute()
  return rows.map(rowOf)
}

export const expired = async (db: Db): Promise<Row[]> => {
  const rows = await db
    .selectFrom('upload')
    .selectAll()
    .where('staged', '=', true)
    .where('expires', '<', sql<Date>`now()`)
    .where((eb) =>
      eb.or([eb('state', '=', 'receiving'), eb.and([eb('state', '=', 'finished'), eb('concat', '=', 'partial')])]),
    )
    .orderBy('expires')
    .limit(50)
    .execute()
  return rows.map(rowOf)
}

/** Ended uploads whose staged bytes may not have been discarded. */
export const undiscarded = async (db: Db): Promise<Row[]> => {
  const rows = await db
    .selectFrom('upload')
    .selectAll()
    .where('staged', '=', true)
    .where(sql<boolean>`(state = 'terminated' or (state = 'finished' and concat is distinct from 'partial'))`)
    .limit(50)
    .execute()
  return rows.map(rowOf)
}

/** Forgets uploads that were terminated a month ago. */
export const forgetTerminated = async (db: Db): Promise<void> => {
  await sql`delete from upload.upload where id in (
    select id from upload.upload where state = 'terminated' and not staged and touched < now() - interval '30 days' limit 1000)`.execute(
    db,
  )
}
