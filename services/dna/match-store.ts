import { sql, type Selectable } from 'kysely'
import type { Action, Decision } from './contract.ts'
import type { Tables, Tx } from './store.ts'

export type MatchRow = Selectable<Tables['match']>
export type NewMatch = Pick<
  MatchRow,
  'station' | 'asset' | 'source' | 'source_station' | 'seconds' | 'score' | 'edits' | 'action' | 'credit_line'
> & { stretches: string }

/** Keeps a match. What was found again keeps its decision, unless more was found; `isNew` tells the first time. */
export const keepMatch = async (tx: Tx, match: NewMatch): Promise<{ id: string; isNew: boolean }> => {
  const { seconds, score, edits, stretches, action, credit_line } = match
  const { rows } = await sql<{ id: string; is_new: boolean }>`
    insert into match (station, asset, source, source_station, seconds, score, edits, stretches, action, credit_line)
    values (${match.station}, ${match.asset}, ${match.source}, ${match.source_station}, ${seconds}, ${score}, ${edits},
      ${stretches}, ${action}, ${credit_line})
    on conflict (asset, source) do update set seconds = excluded.seconds, score = excluded.score,
      edits = excluded.edits, stretches = excluded.stretches, action = excluded.action,
      credit_line = excluded.credit_line,
      decision = case when excluded.seconds > match.seconds + 1 then 'open' else match.decision end
    returning id, xmax = 0 as is_new`.execute(tx)
  return { id: rows[0]!.id, isNew: rows[0]!.is_new }
}

/** Drops the matches of an asset that were not found again. */
export const dropOthers = (tx: Tx, asset: string, kept: readonly string[]) =>
  tx
    .deleteFrom('match')
    .where('asset', '=', asset)
    .where(sql<boolean>`id <> all(${sql.val([...kept])}::uuid[])`)
    .execute()

export type MatchFilter = { asset?: string; source?: string; decision?: Decision; action?: Action }

export const listMatches = (tx: Tx, filter: MatchFilter, before: string | undefined, limit: number) => {
  let query = tx.selectFrom('match').selectAll()
  if (filter.asset) query = query.where('asset', '=', filter.asset)
  if (filter.source) query = query.where('source', '=', filter.source)
  if (filter.decision) query = query.where('decision', '=', filter.decision)
  if (filter.action) query = query.where('action', '=', filter.action)
  if (before) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export const findMatch = (tx: Tx, id: string): Promise<MatchRow | undefined> =>
  tx.selectFrom('match').selectAll().where('id', '=', id).executeTakeFirst()

export const decideMatch = (
  tx: Tx,
  id: string,
  decided: { decision: Decision; decided_by: string; note: string | null },
): Promise<MatchRow | undefined> =>
  tx
    .updateTable('match')
    .set({ ...decided, decided_at: sql`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()

/** Ends all matches with an asset; answers with the assets that showed it. */
export const dropMatchesWith = async (tx: Tx, asset: string): Promise<string[]> => {
  const rows = await tx
    .deleteFrom('match')
    .where((eb) => eb.or([eb('asset', '=', asset), eb('source', '=', asset)]))
    .returning('asset')
    .execute()
  return [...new Set(rows.map((row) => row.asset))].filter((one) => one !== asset)
}

/** Matches of a station with the column of their source, to be judged anew. */
export const matchesToJudge = (tx: Tx, station: string, limit: number) =>
  tx
    .selectFrom('match')
    .leftJoin('print', (join) => join.onRef('print.asset', '=', 'match.source').on('print.gone', '=', false))
    .select(['match.id', 'match.asset', 'match.source', 'match.source_station', 'match.seconds', 'match.action'])
    .select(['match.credit_line', 'print.column'])
    .where('match.station', '=', station)
    .orderBy('match.id', 'desc')
    .limit(limit)
    .execute()

export const setAction = (tx: Tx, id: string, action: Action, creditLine: string | null) =>
  tx.updateTable('match').set({ action, credit_line: creditLine }).where('id', '=', id).execute()

/** Sources by how much of them was used again. */
export const mostReused = async (
  tx: Tx,
  { from, to, limit }: { from?: string | undefined; to?: string | undefined; limit: number },
) => {
  let query = tx
    .selectFrom('match')
    .select(['source'])
    .select(sql<number>`count(*)::int`.as('assets'))
    .select(sql<number>`sum(seconds)`.as('seconds'))
    .select(sql<Date>`min(found_at)`.as('first'))
    .select(sql<Date>`max(found_at)`.as('last'))
    .where('source_station', 'is', null)
  if (from) query = query.where('found_at', '>=', new Date(from))
  if (to) query = query.where('found_at', '<', new Date(to))
  return query.groupBy('source').orderBy('seconds', 'desc').limit(limit).execute()
}
