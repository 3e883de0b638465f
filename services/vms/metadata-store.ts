import { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
import type { MetadataField } from './contract.ts'
import type { Db, Row, Tx } from './store.ts'

type Json<T> = ColumnType<T, string, string>
export type SchemaTable = {
  id: Generated<string>
  version: ColumnType<number, number | undefined, never>
  station: string
  name: string
  fields: Json<MetadataField[]>
  retired: ColumnType<boolean, boolean | undefined, boolean>
  created_by: string
  created_at: Generated<Date>
}
export type SchemaRow = Selectable<SchemaTable>

/** What people say of an asset, and a version keeps. */
export type Said = Pick<Row, 'title' | 'description' | 'tags' | 'column' | 'schema' | 'schema_version' | 'fields'>
export type AssetVersionTable = {
  asset: string
  version: number
  station: string
  at: ColumnType<Date, Date | undefined, never>
  actor_kind: string
  actor_id: string
  actor_name: string
  changed: string[]
  said: Json<Said>
}
export type VersionRow = Selectable<AssetVersionTable>

const mostSchemas = 500
export const currentSchemas = (db: Db): Promise<SchemaRow[]> =>
  db
    .selectFrom('schema')
    .selectAll()
    .distinctOn('id')
    .orderBy('id')
    .orderBy('version', 'desc')
    .limit(mostSchemas)
    .execute()

/** A schema in one of its versions; the present one unless told. */
export const findSchema = (db: Db, id: string, version?: number | null): Promise<SchemaRow | undefined> => {
  const query = db.selectFrom('schema').selectAll().where('id', '=', id)
  const of = typeof version === 'number' ? query.where('version', '=', version) : query
  return of.orderBy('version', 'desc').limit(1).executeTakeFirst()
}

type NewSchema = Pick<SchemaRow, 'station' | 'name' | 'fields' | 'created_by'> &
  Partial<Pick<SchemaRow, 'id' | 'version' | 'retired'>>
export const insertSchema = (tx: Tx, { fields, ...schema }: NewSchema): Promise<SchemaRow> =>
  tx
    .insertInto('schema')
    .values({ ...schema, fields: JSON.stringify(fields) })
    .returningAll()
    .executeTakeFirstOrThrow()

type NewVersion = Omit<VersionRow, 'at'> & { at?: Date }
export const insertVersion = async (tx: Tx, { said, ...version }: NewVersion): Promise<void> => {
  await tx
    .insertInto('asset_version')
    .values({ ...version, said: JSON.stringify(said) })
    .onConflict((c) => c.doNothing())
    .execute()
}

export const hasVersions = async (tx: Tx, asset: string): Promise<boolean> => {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from asset_version where asset = ${asset}) as has`.execute(tx)
  return rows[0]!.has
}

export const listVersions = (
  db: Db,
  asset: string,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<VersionRow[]> => {
  const query = db.selectFrom('asset_version').selectAll().where('asset', '=', asset)
  const older = before === undefined ? query : query.where('version', '<', before)
  return older.orderBy('version', 'desc').limit(limit).execute()
}

export const findVersion = (db: Db, asset: string, version: number): Promise<VersionRow | undefined> =>
  db
    .selectFrom('asset_version')
    .selectAll()
    .where('asset', '=', asset)
    .where('version', '=', version)
    .executeTakeFirst()
