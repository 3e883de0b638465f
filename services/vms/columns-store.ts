import { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
import type { Db, Tx } from './store.ts'

export type ColumnTable = {
  id: Generated<string>
  station: string
  parent: string | null
  name: string
  position: number
  editors: string[] | null
  publishers: string[] | null
  created_at: Generated<Date>
  version: ColumnType<number, number | undefined, number>
}
export type ColumnRow = Selectable<ColumnTable>

/** More than any station has; the tree is read whole. */
export const mostColumns = 2000

export const allColumns = (db: Db): Promise<ColumnRow[]> =>
  db.selectFrom('column').selectAll().orderBy('position').orderBy('name').limit(mostColumns).execute()

/** All columns, which nobody changes before the transaction ends. */
export const lockColumns = async (tx: Tx, station: string): Promise<ColumnRow[]> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`vms/columns/${station}`}, 0))`.execute(tx)
  return allColumns(tx)
}

/** How many assets are directly in each column, by its name. */
export const countByColumn = async (db: Db): Promise<Map<string, number>> => {
  const { rows } = await sql<{ name: string; count: number }>`
    select "column" as name, count(*)::int as count from asset
    where deleted_at is null and "column" is not null group by "column"`.execute(db)
  return new Map(rows.map(({ name, count }) => [name, count]))
}

/** Sees to it that there is a column of the name: assets were put into columns by name before there was a tree. */
export const ensureColumn = async (tx: Tx, station: string, name: string): Promise<void> => {
  await tx
    .insertInto('column')
    .values({ station, name, parent: null, position: 0, editors: null, publishers: null })
    .onConflict((c) => c.doNothing())
    .execute()
}

type NewColumn = Pick<ColumnRow, 'station' | 'parent' | 'name' | 'position' | 'editors' | 'publishers'>
export const insertColumn = (tx: Tx, column: NewColumn): Promise<ColumnRow> =>
  tx.insertInto('column').values(column).returningAll().executeTakeFirstOrThrow()

export const changeColumn = (tx: Tx, id: string, changes: Partial<NewColumn>): Promise<ColumnRow> =>
  tx
    .updateTable('column')
    .set({ ...changes, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** Closes a column; its assets go into another one, or into none. */
export const removeColumn = async (tx: Tx, { id, name }: ColumnRow, to: string | null): Promise<void> => {
  await sql`update asset set "column" = ${to}, version = version + 1, updated_at = now()
    where "column" = ${name}`.execute(tx)
  await tx.deleteFrom('column').where('id', '=', id).execute()
}

/** The ids of a column and of those above it, nearest first. */
export const columnsAbove = async (db: Db, name: string): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with recursive above as (
      select id, parent, 0 as depth from "column" where name = ${name}
      union all
      select c.id, c.parent, a.depth + 1 from "column" c join above a on c.id = a.parent where a.depth < 19)
    select id from above order by depth`.execute(db)
  return rows.map(({ id }) => id)
}

export type Rights = { editors: string[] | null; publishers: string[] | null }

/** Who may edit and publish what is in a column: the nearest word from it upwards; null where nobody said any. */
export const rightsIn = async (db: Db, name: string): Promise<Rights> => {
  const { rows } = await sql<Rights & { depth: number }>`
    with recursive above as (
      select id, parent, editors, publishers, 0 as depth from "column" where name = ${name}
      union all
      select c.id, c.parent, c.editors, c.publishers, a.depth + 1 from "column" c join above a on c.id = a.parent
      where a.depth < 20)
    select editors, publishers, depth from above order by depth`.execute(db)
  return {
    editors: rows.find((row) => row.editors !== null)?.editors ?? null,
    publishers: rows.find((row) => row.publishers !== null)?.publishers ?? null,
  }
}
