import { sql, type ColumnType, type Generated, type Selectable, type Transaction } from 'kysely'
import type { FigureKind, NoticeKind, Severity, Subject } from './contract.ts'
import type { JsonValue } from './json.ts'

type Defaulted<T> = ColumnType<T, T | undefined, T>
type Jsonb<T> = ColumnType<T, string, string>

/** The schema `desk`, as its migrations leave it. */
export type Tables = {
  handled: { station: string; key: string; amount: number; at: Generated<Date> }
  notice: {
    id: Generated<string>
    station: string
    at: Date
    kind: NoticeKind
    severity: Severity
    subject_kind: Subject['kind']
    subject: string
    title: string
    params: Jsonb<Record<string, JsonValue>>
    scope: string
    deed: boolean
    by_id: string | null
    by_name: string | null
    essence: string | null
  }
  reader: { station: string; person: string; read_to: string }
  notice_read: { station: string; person: string; notice: string; read: boolean }
  bringer: { station: string; essence: string; id: string | null; name: string; at: Generated<Date> }
  put_off: { station: string; person: string; key: string; until: Date | null; at: Defaulted<Date> }
  tally: { station: string; at: Date; kind: FigureKind; amount: number }
  /** bigint: comes as text. */
  stock: {
    station: string
    at: Date
    essence_bytes: ColumnType<string, number, number>
    segment_bytes: ColumnType<string, number, number>
  }
  saved_view: {
    id: Generated<string>
    station: string
    person: string
    by_name: string
    page: string
    name: string
    query: string
    shared: boolean
    updated_at: Defaulted<Date>
    version: Defaulted<number>
  }
  preference: { person: string; settings: Jsonb<Record<string, JsonValue>>; changed_at: Defaulted<Date> }
}
export type Tx = Transaction<Tables>
export type ViewRow = Selectable<Tables['saved_view']>

/** Lets one transaction at a time write what depends on order or number within a station (or for a person). */
export const lock = (tx: Tx, what: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`desk/${what}`}, 0))`.execute(tx)

/** Notes that something is reckoned with; false if it was before. */
export const firstTime = async (tx: Tx, station: string, key: string): Promise<boolean> => {
  const inserted = await tx
    .insertInto('handled')
    .values({ station, key, amount: 0 })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

/** Notes how much there is of something by now, and answers how much of that is new. */
export const newPart = async (tx: Tx, station: string, key: string, amount: number): Promise<number> => {
  const before = await tx.selectFrom('handled').select('amount').where('key', '=', key).executeTakeFirst()
  await tx
    .insertInto('handled')
    .values({ station, key, amount })
    .onConflict((c) => c.columns(['station', 'key']).doUpdateSet({ amount }))
    .execute()
  return Math.max(0, amount - (before?.amount ?? 0))
}

/** Remembers who brought an essence (the last who did), also in what was told of it before. */
export const noteBringer = async (tx: Tx, bringer: Omit<Tables['bringer'], 'at'>): Promise<void> => {
  const { essence, id, name } = bringer
  await tx
    .insertInto('bringer')
    .values(bringer)
    .onConflict((c) => c.columns(['station', 'essence']).doUpdateSet({ id, name }))
    .execute()
  await tx
    .updateTable('notice')
    .set({ by_id: id, by_name: name })
    .where('essence', '=', essence)
    .where('by_id', 'is', null)
    .execute()
}

export const findBringer = (tx: Tx, essence: string) =>
  tx.selectFrom('bringer').select(['id', 'name']).where('essence', '=', essence).executeTakeFirst()

/** Keys that a person has put off and that are still off, of the given ones. */
export const stillOff = async (tx: Tx, person: string, keys: string[]): Promise<Set<string>> => {
  if (keys.length === 0) return new Set()
  const rows = await tx
    .selectFrom('put_off')
    .select('key')
    .where('person', '=', person)
    .where(sql<boolean>`key = any(${keys})`)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', sql<Date>`now()`)]))
    .execute()
  return new Set(rows.map((row) => row.key))
}

export const putOff = (tx: Tx, station: string, person: string, keys: string[], until: Date | null) =>
  tx
    .insertInto('put_off')
    .values(keys.map((key) => ({ station, person, key, until })))
    .onConflict((c) => c.columns(['station', 'person', 'key']).doUpdateSet({ until, at: sql`now()` }))
    .execute()

/** Forgets the oldest of what a person has put off beyond `most`. */
export const keepPutOff = (tx: Tx, person: string, most: number) =>
  sql`delete from ${sql.table('put_off')} where person = ${person} and key in (
    select key from ${sql.table('put_off')} where person = ${person} order by at desc, key offset ${most})`.execute(tx)

export const takeUp = (tx: Tx, person: string, keys: string[] | undefined) => {
  const gone = tx.deleteFrom('put_off').where('person', '=', person)
  return (keys ? gone.where(sql<boolean>`key = any(${keys})`) : gone).execute()
}

/** Views of a person and those shared with their station, by name. */
export const listViews = (tx: Tx, person: string, page: string | undefined): Promise<ViewRow[]> => {
  let query = tx.selectFrom('saved_view').selectAll()
  if (page !== undefined) query = query.where('page', '=', page)
  return query
    .where((eb) => eb.or([eb('person', '=', person), eb('shared', '=', true)]))
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export const findView = (tx: Tx, id: string): Promise<ViewRow | undefined> =>
  tx.selectFrom('saved_view').selectAll().where('id', '=', id).executeTakeFirst()

export const countViews = async (tx: Tx, person: string) => {
  const { rows } = await sql<{ mine: number; shared: number }>`
    select count(*) filter (where person = ${person})::int as mine, count(*) filter (where shared)::int as shared
    from ${sql.table('saved_view')}`.execute(tx)
  return rows[0]!
}

export const insertView = (tx: Tx, view: Omit<ViewRow, 'id' | 'updated_at' | 'version'>): Promise<ViewRow> =>
  tx.insertInto('saved_view').values(view).returningAll().executeTakeFirstOrThrow()

/** Changes a view that is still at `version`; undefined if it has moved on. */
export const changeView = (
  tx: Tx,
  id: string,
  version: number,
  changes: Partial<Pick<ViewRow, 'name' | 'query' | 'shared'>>,
): Promise<ViewRow | undefined> =>
  tx
    .updateTable('saved_view')
    .set({ ...changes, updated_at: sql`now()`, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()

export const deleteView = (tx: Tx, id: string) => tx.deleteFrom('saved_view').where('id', '=', id).execute()

export const findPreferences = async (tx: Tx, person: string): Promise<Record<string, JsonValue>> =>
  (await tx.selectFrom('preference').select('settings').where('person', '=', person).executeTakeFirst())?.settings ?? {}

export const keepPreferences = (tx: Tx, person: string, settings: Record<string, JsonValue>) =>
  tx
    .insertInto('preference')
    .values({ person, settings: JSON.stringify(settings) })
    .onConflict((c) => c.column('person').doUpdateSet({ settings: JSON.stringify(settings), changed_at: sql`now()` }))
    .execute()

const noticesPerStation = 10_000

/** Forgets, in every station, what is past its time. */
export const forgetOld = async (tx: Tx): Promise<void> => {
  const { rows: crowded } = await sql<{ station: string }>`
    select station from ${sql.table('notice')} group by station having count(*) > ${noticesPerStation}`.execute(tx)
  for (const { station } of crowded) {
    await sql`delete from ${sql.table('notice')} where station = ${station} and id <= (
      select id from ${sql.table('notice')} where station = ${station}
      order by id desc offset ${noticesPerStation} limit 1)`.execute(tx)
  }
  await sql`delete from ${sql.table('notice')} where at < now() - interval '90 days'`.execute(tx)
  await sql`delete from ${sql.table('handled')} where at < now() - interval '40 days'`.execute(tx)
  await sql`delete from ${sql.table('bringer')} where at < now() - interval '90 days'`.execute(tx)
  await sql`delete from ${sql.table('put_off')} where until < now() or at < now() - interval '400 days'`.execute(tx)
  await sql`delete from ${sql.table('tally')} where at < now() - interval '800 days'`.execute(tx)
  await sql`delete from ${sql.table('stock')} where at < now() - interval '60 days'`.execute(tx)
}
