import { sql, type ColumnType, type Generated, type Kysely, type Selectable, type Transaction } from 'kysely'
import type { CollectedTable, CollectionTable, RelationTable } from './collections-store.ts'
import type { ColumnTable } from './columns-store.ts'
import type { CommentTable } from './comments-store.ts'
import type { Asset, AssetState } from './contract.ts'
import type { AssetVersionTable, SchemaTable } from './metadata-store.ts'
import type { FieldValues } from './metadata-values.ts'
import type { ShareTable } from './rights-store.ts'

type Failure = NonNullable<Asset['error']>
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
    error: ColumnType<Failure | null, string | null, string | null>
    duration_seconds: number | null
    width: number | null
    height: number | null
    run: string | null
    has_poster: Defaulted<boolean>
    poster: ColumnType<string | null, string | null | undefined, string | null>
    created_by: string
    created_at: Generated<Date>
    updated_at: Defaulted<Date>
    published_at: Date | null
    deleted_at: Date | null
    deleted_by: string | null
    available_from: Date | null
    available_until: Date | null
    rights_note: string | null
    schema: string | null
    schema_version: number | null
    fields: ColumnType<FieldValues, string | undefined, string>
    version: Defaulted<number>
  }
  upload: { id: string; station: string; asset: string; duplicate: boolean }
  hold: { asset: string; by: string; station: string; title: string; since: Generated<Date> }
  settings: { station: string; bin_days: number }
  comment: CommentTable
  column: ColumnTable
  schema: SchemaTable
  asset_version: AssetVersionTable
  collection: CollectionTable
  collected: CollectedTable
  relation: RelationTable
  share: ShareTable
}
export type Tx = Transaction<Tables>
export type Row = Selectable<Tables['asset']>
export type Db = Kysely<Tables> | Tx
export type Changes = Partial<
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
    | 'poster'
    | 'published_at'
    | 'deleted_at'
    | 'deleted_by'
    | 'available_from'
    | 'available_until'
    | 'rights_note'
    | 'schema'
    | 'schema_version'
    | 'fields'
  >
> & {
  error?: string | null
}

export type NewAsset = Pick<Row, 'station' | 'essence' | 'file_name' | 'title' | 'column' | 'created_by'>
export const insertAsset = (db: Db, asset: NewAsset): Promise<Row> =>
  db.insertInto('asset').values(asset).returningAll().executeTakeFirstOrThrow()

export const findAsset = (db: Db, id: string): Promise<Row | undefined> =>
  db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirst()

/** The asset, which nobody else changes before the transaction ends. */
export const lockAsset = (tx: Tx, id: string): Promise<Row | undefined> =>
  tx.selectFrom('asset').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Those of the assets that are of the station, in the bin too. */
export const findAssets = async (db: Db, ids: string[]): Promise<Row[]> =>
  ids.length === 0 ? [] : db.selectFrom('asset').selectAll().where('id', 'in', ids).execute()

/** Up to two assets of a file's name: one is found, two are too many. */
export const findByFileName = (db: Db, fileName: string): Promise<Pick<Row, 'id'>[]> =>
  db
    .selectFrom('asset')
    .select('id')
    .where('file_name', '=', fileName)
    .where('deleted_at', 'is', null)
    .limit(2)
    .execute()

/** Assets made of any of these essences, those in the bin too, oldest first. */
export const findByEssences = (db: Db, essences: string[]): Promise<Row[]> =>
  db.selectFrom('asset').selectAll().where('essence', 'in', essences).orderBy('id').limit(200).execute()

/** The asset that was made of the same content and is not in the bin, if any; one that did not fail comes first. */
export const findByEssence = (db: Db, essence: string): Promise<Row | undefined> =>
  db
    .selectFrom('asset')
    .selectAll()
    .where('essence', '=', essence)
    .where('deleted_at', 'is', null)
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
  { fields, ...rest }: Changes,
  only: { from?: readonly AssetState[]; version?: number } = {},
): Promise<Row | undefined> => {
  let update = db
    .updateTable('asset')
    .set({
      ...rest,
      ...(fields ? { fields: JSON.stringify(fields) } : {}),
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
  if (only.from) update = update.where('state', 'in', only.from)
  if (only.version !== undefined) update = update.where('version', '=', only.version)
  return update.returningAll().executeTakeFirst()
}

/** Removes what is in the bin; undefined if it is not there (any more). */
export const purgeAsset = (db: Db, id: string): Promise<Row | undefined> =>
  db.deleteFrom('asset').where('id', '=', id).where('deleted_at', 'is not', null).returningAll().executeTakeFirst()

/** Assets whose time in the bin is over, of all stations. */
export const findOverdue = async (db: Db, limit: number): Promise<Pick<Row, 'id' | 'station'>[]> => {
  const { rows } = await sql<Pick<Row, 'id' | 'station'>>`
    select a.id, a.station from asset a left join settings s on s.station = a.station
    where deleted_at < now() - make_interval(days => coalesce(s.bin_days, 30))
    order by deleted_at limit ${limit}`.execute(db)
  return rows
}

export const findSettings = (db: Db, station: string) =>
  db.selectFrom('settings').selectAll().where('station', '=', station).executeTakeFirst()
export const keepSettings = (db: Db, settings: Tables['settings']) =>
  db
    .insertInto('settings')
    .values(settings)
    .onConflict((c) => c.column('station').doUpdateSet({ bin_days: settings.bin_days }))
    .execute()

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
