import { sql, type Insertable, type Selectable } from 'kysely'
import { idInCursor } from '#backbone'
import type { Session } from './contract.ts'
import type { Tables, Tx } from './store.ts'

export type LinkRow = Selectable<Tables['link']>
export type SessionRow = Selectable<Tables['session']>
type Asked = { asset?: string; link?: string; state?: Session['state']; cursor?: string; limit: number }

/** A session that was seen less than this long ago is going on. */
export const liveSeconds = 45
/** A player that asks for the same thing twice at its start is one session. */
const doubledSeconds = 10

const isLive = sql<boolean>`revoked_at is null and expires_at > now() and seen_at > now() - make_interval(secs => ${liveSeconds})`

export const insertLink = (tx: Tx, row: Insertable<Tables['link']>): Promise<LinkRow> =>
  tx.insertInto('link').values(row).returningAll().executeTakeFirstOrThrow()

export const findLink = (tx: Tx, id: string): Promise<LinkRow | undefined> =>
  tx.selectFrom('link').selectAll().where('id', '=', id).executeTakeFirst()

/** Links newest first with how many sessions each began, one more than `limit`. */
export const listLinks = (
  tx: Tx,
  { asset, cursor, limit }: Pick<Asked, 'asset' | 'cursor' | 'limit'>,
): Promise<(LinkRow & { sessions: number })[]> => {
  let query = tx
    .selectFrom('link')
    .selectAll('link')
    .select(sql<number>`(select count(*)::int from session where session.link = link.id)`.as('sessions'))
  if (asset !== undefined) query = query.where('asset', '=', asset)
  if (cursor !== undefined) query = query.where('id', '<', idInCursor(cursor))
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** How many sessions a link has begun. */
export const sessionsOfLink = async (tx: Tx, link: string): Promise<number> => {
  const found = await tx
    .selectFrom('session')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('link', '=', link)
    .executeTakeFirstOrThrow()
  return found.count
}

/** Ends a link and its sessions; undefined if there is no such link. One that has ended stays as it is. */
export const revokeLink = async (tx: Tx, id: string): Promise<LinkRow | undefined> => {
  const now = sql<Date>`now()`
  const revoked_at = sql<Date>`coalesce(revoked_at, now())`
  const row = await tx.updateTable('link').set({ revoked_at }).where('id', '=', id).returningAll().executeTakeFirst()
  if (row) {
    await tx
      .updateTable('session')
      .set({ revoked_at: now })
      .where('link', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
  }
  return row
}

export const revokeSession = (tx: Tx, id: string): Promise<SessionRow | undefined> =>
  tx
    .updateTable('session')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()

/** Ends the sessions that one of the catalogue's links for guests (or any of an asset) began; answers how many. */
export const revokeLent = async (tx: Tx, { asset, share }: { asset: string; share?: string }): Promise<number> => {
  const query = tx
    .updateTable('session')
    .set({ revoked_at: sql<Date>`now()` })
    .where('asset', '=', asset)
    .where('revoked_at', 'is', null)
    .where('share', share === undefined ? 'is not' : '=', share ?? null)
  return Number((await query.executeTakeFirst()).numUpdatedRows)
}

/** Ends all links and sessions of an asset that have not ended yet; answers how many. */
export const revokeAll = async (tx: Tx, asset: string): Promise<{ links: number; sessions: number }> => {
  const ended = async (table: 'link' | 'session') => {
    const { numUpdatedRows } = await tx
      .updateTable(table)
      .set({ revoked_at: sql<Date>`now()` })
      .where('asset', '=', asset)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  }
  return { links: await ended('link'), sessions: await ended('session') }
}

/** Sessions newest first, one more than `limit`. */
export const listSessions = (tx: Tx, { asset, link, state, cursor, limit }: Asked): Promise<SessionRow[]> => {
  let query = tx.selectFrom('session').selectAll()
  if (asset !== undefined) query = query.where('asset', '=', asset)
  if (link !== undefined) query = query.where('link', '=', link)
  if (state === 'live') query = query.where(isLive)
  if (state === 'idle') query = query.where(sql<boolean>`revoked_at is null and expires_at > now() and not (${isLive})`)
  if (state === 'expired') query = query.where(sql<boolean>`revoked_at is null and expires_at <= now()`)
  if (state === 'revoked') query = query.where('revoked_at', 'is not', null)
  if (cursor !== undefined) query = query.where('id', '<', idInCursor(cursor))
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export const findSession = (tx: Tx, id: string): Promise<SessionRow | undefined> =>
  tx.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst()

export const insertSession = (tx: Tx, row: Insertable<Tables['session']>): Promise<SessionRow> =>
  tx.insertInto('session').values(row).returningAll().executeTakeFirstOrThrow()

/** The session that the same player has just begun in the same way, if it has; asked one after another. */
export const justBegun = async (
  tx: Tx,
  { asset, link, share, address, user_agent }: Pick<SessionRow, 'asset' | 'link' | 'share' | 'address' | 'user_agent'>,
): Promise<SessionRow | undefined> => {
  const player = `${asset} ${address} ${user_agent}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${player}, 1))`.execute(tx)
  return tx
    .selectFrom('session')
    .selectAll()
    .where('asset', '=', asset)
    .where('link', link === null ? 'is' : '=', link)
    .where('share', share === null ? 'is' : '=', share)
    .where('address', '=', address)
    .where('user_agent', '=', user_agent)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('started_at', '>', sql<Date>`now() - make_interval(secs => ${doubledSeconds})`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Sessions of an asset that go on, in all and of one viewer, apart from one; nobody begins another meanwhile. */
export const countLive = async (
  tx: Tx,
  { asset, viewer, except }: { asset: string; viewer: string; except: string | null },
): Promise<{ all: number; viewers: number }> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${asset}, 0))`.execute(tx)
  const { rows } = await sql<{ all: number; viewers: number }>`
    select count(*)::int as all, (count(*) filter (where coalesce(viewer, link::text, address) = ${viewer}))::int as viewers
    from session where asset = ${asset} and ${isLive} and id is distinct from ${except}::uuid`.execute(tx)
  return rows[0]!
}

/** Notes when sessions were last seen; never back. */
export const noteSeen = async (tx: Tx, seen: readonly { id: string; at: number }[]): Promise<void> => {
  await sql`update session set seen_at = greatest(seen_at, given.at)
    from (select (value ->> 'id')::uuid as id, to_timestamp((value ->> 'at')::float8 / 1000) as at
      from json_array_elements(${JSON.stringify(seen)}::json)) given
    where session.id = given.id`.execute(tx)
}

/** Forgets sessions and links that ended long ago. */
export const forgetEnded = async (tx: Tx, days: number): Promise<void> => {
  const before = sql<Date>`now() - make_interval(days => ${days})`
  await tx.deleteFrom('session').where('expires_at', '<', before).execute()
  await tx.deleteFrom('link').where('expires_at', '<', before).execute()
}
