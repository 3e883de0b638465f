import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { sql, type Kysely } from 'kysely'
import { stationRole, type Database } from './database.ts'

const fileName = /^(\d{4})-[a-z0-9-]+\.sql$/

/**
 * Brings a schema up to date: runs the numbered files of `folder` that have not run yet, each in its own transaction,
 * all under one lock so that two nodes can start at once. A file that changed after it ran is refused.
 */
export const migrate = async (db: Database, schema: string, folder: URL): Promise<void> => {
  const files = (await readdir(folder)).filter((name) => fileName.test(name)).toSorted()
  await locked(db, async (connection) => {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(connection)
    const ran = await sql<{ number: number; sha256: string }>`
      select number, sha256 from public.rongmei_migration where schema = ${schema}`.execute(connection)
    const byNumber = new Map(ran.rows.map((row) => [row.number, row.sha256]))
    for (const name of files) {
      const text = await readFile(new URL(name, folder), 'utf8')
      await runOnce(connection, schema, name, text, byNumber)
    }
    await fence(connection, schema)
  })
}

const runOnce = async (db: Kysely<any>, schema: string, name: string, text: string, ran: Map<number, string>) => {
  const number = Number(fileName.exec(name)![1])
  const sha256 = createHash('sha256').update(text).digest('hex')
  const before = ran.get(number)
  if (before === sha256) return
  if (before) throw new Error(`migration ${schema}/${name} was changed after it had run; add a new one instead`)
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`select set_config('search_path', ${`${schema},public`}, true)`.execute(tx)
    await sql.raw(text).execute(tx)
    await sql`insert into public.rongmei_migration (schema, number, name, sha256)
      values (${schema}, ${number}, ${name}, ${sha256})`.execute(tx)
  })
}

/** Every table with a `station` column shows a station its own rows only; tables without one are not shown at all. */
const fence = async (db: Kysely<any>, schema: string) => {
  const tables = await sql<{ table_name: string; fenced: boolean }>`
    select c.relname as table_name, c.relrowsecurity as fenced
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'station'
    where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`.execute(db)
  await sql`grant usage on schema ${sql.id(schema)} to ${sql.id(stationRole)}`.execute(db)
  for (const { table_name: name, fenced } of tables.rows) {
    if (fenced) continue
    const table = sql.table(`${schema}.${name}`)
    await db.transaction().execute(async (tx) => {
      await sql`alter table ${table} enable row level security`.execute(tx)
      await sql`create policy station on ${table} to ${sql.id(stationRole)}
        using (station = current_setting('rongmei.station')::uuid)`.execute(tx)
      await sql`grant select, insert, update, delete on ${table} to ${sql.id(stationRole)}`.execute(tx)
    })
  }
}

const lock = 0x726f6e67 // 'rong'

const locked = (db: Database, work: (connection: Kysely<any>) => Promise<void>) =>
  db.kysely.connection().execute(async (connection) => {
    await sql`set lock_timeout = 0; set statement_timeout = 0`.execute(connection)
    await sql`select pg_advisory_lock(${lock})`.execute(connection)
    try {
      await prepare(connection)
      await work(connection)
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(connection)
      await sql`reset lock_timeout; reset statement_timeout`.execute(connection)
    }
  })

const prepare = async (db: Kysely<any>) => {
  await sql`create table if not exists public.rongmei_migration (
    schema text not null, number int not null, name text not null, sha256 text not null,
    applied timestamptz not null default now(), primary key (schema, number))`.execute(db)
  const role = await sql`select 1 from pg_roles where rolname = ${stationRole}`.execute(db)
  if (role.rows.length === 0) {
    // Roles belong to the cluster, the lock to one database of it: another database's node may be a moment ahead.
    await sql
      .raw(
        `do $$ begin create role ${stationRole} nologin; exception when duplicate_object or unique_violation then null; end $$`,
      )
      .execute(db)
  }
  await sql
    .raw(
      `do $$ begin if not pg_has_role(current_user, '${stationRole}', 'set') then grant ${stationRole} to current_user; end if; end $$`,
    )
    .execute(db)
}
