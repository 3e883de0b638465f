import { sql, type Insertable, type Selectable } from 'kysely'
import type { NoticeKind, Severity } from './contract.ts'
import type { Tables, Tx } from './store.ts'

export type NewNotice = Insertable<Tables['notice']>
export type NoticeRow = Selectable<Tables['notice']> & { mine: boolean; read: boolean }

/** Who reads: their id, and the scopes that say which notices are for them. */
export type Reader = { person: string; scopes: string[] }
export type NoticeFilter = {
  unread?: boolean
  mine?: boolean
  severity?: Severity
  kind?: NoticeKind
  subject?: string
}

export const insertNotice = (tx: Tx, notice: NewNotice) =>
  tx.insertInto('notice').values(notice).returning('id').executeTakeFirstOrThrow()

/** One's own deeds are no news. To whom has never said what they read, what is older than a week is none either. */
const read = ({ person }: Reader) => sql<boolean>`coalesce(
  (select r.read from ${sql.table('notice_read')} r where r.person = ${person} and r.notice = n.id),
  (n.deed and n.by_id is not distinct from ${person}::uuid)
    or coalesce(n.id <= (select read_to from ${sql.table('reader')} where person = ${person}),
      n.at < now() - interval '7 days'))`

/** Those who may know of it, and the one who caused it. */
const meant = ({ person, scopes }: Reader) =>
  sql<boolean>`(n.scope = any(${scopes}) or n.by_id is not distinct from ${person}::uuid)`

export const listNotices = (
  tx: Tx,
  reader: Reader,
  filter: NoticeFilter,
  before: string | undefined,
  limit: number,
): Promise<NoticeRow[]> => {
  let query = tx
    .selectFrom('notice as n')
    .selectAll('n')
    .select(sql<boolean>`n.by_id is not distinct from ${reader.person}::uuid`.as('mine'))
    .select(read(reader).as('read'))
    .where(meant(reader))
  if (filter.unread) query = query.where(sql<boolean>`not ${read(reader)}`)
  if (filter.mine) query = query.where('n.by_id', '=', reader.person)
  if (filter.severity) query = query.where('n.severity', '=', filter.severity)
  if (filter.kind) query = query.where('n.kind', '=', filter.kind)
  if (filter.subject !== undefined) query = query.where('n.subject', '=', filter.subject)
  if (before !== undefined) query = query.where('n.id', '<', before)
  return query.orderBy('n.id', 'desc').limit(limit).execute()
}

export const countUnread = async (tx: Tx, reader: Reader) => {
  const { rows } = await sql<{ count: number; fails: number; newest: string | null }>`
    select count(*)::int as count, count(*) filter (where severity = 'fail')::int as fails,
      (array_agg(id order by id desc))[1] as newest
    from ${sql.table('notice')} n where ${meant(reader)} and not ${read(reader)}`.execute(tx)
  return rows[0]!
}

/** The notice if the reader may know of it. */
export const findNotice = (tx: Tx, reader: Reader, id: string) =>
  tx.selectFrom('notice as n').select('n.id').where('n.id', '=', id).where(meant(reader)).executeTakeFirst()

export const markOne = (tx: Tx, mark: Tables['notice_read']) =>
  tx
    .insertInto('notice_read')
    .values(mark)
    .onConflict((c) => c.columns(['station', 'person', 'notice']).doUpdateSet({ read: mark.read }))
    .execute()

/** Marks everything there is up to `upTo` as read; what comes later, whatever its id, is not. */
export const markUpTo = async (tx: Tx, station: string, person: string, upTo: string): Promise<void> => {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table('notice')} where id <= ${upTo} order by id desc limit 1`.execute(tx)
  const last = rows[0]?.id
  if (last === undefined) return
  await sql`insert into ${sql.table('reader')} (station, person, read_to) values (${station}, ${person}, ${last})
    on conflict (station, person) do update set read_to = greatest(reader.read_to, excluded.read_to)`.execute(tx)
  await tx.deleteFrom('notice_read').where('person', '=', person).where('notice', '<=', last).execute()
}

/** Essences that were told to be damaged, the latest first. */
export const toldDamaged = async (tx: Tx, most: number) => {
  const { rows } = await sql<{ essence: string; at: Date }>`
    select subject as essence, max(at) as at from ${sql.table('notice')} where kind = 'essence.damaged'
    group by subject order by max(id::text) desc limit ${most}`.execute(tx)
  return rows
}
