import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Db, Tables, Tx } from './store.ts'

export type WordRow = Selectable<Tables['word']>

export const allWords = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('word').select('folded').execute()
  return rows.map(({ folded }) => folded)
}

export const countWords = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('word')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export const listWords = (
  db: Db,
  { text, before, limit }: { text: string; before: string | undefined; limit: number },
): Promise<WordRow[]> => {
  let query = db.selectFrom('word').selectAll()
  if (text !== '') query = query.where(sql<boolean>`strpos(folded, ${text}) > 0`)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** Adds the words that are not there yet, and answers them folded. */
export const insertWords = async (
  tx: Tx,
  words: { station: string; word: string; folded: string; added_by: string }[],
): Promise<string[]> => {
  const rows = await tx
    .insertInto('word')
    .values(words)
    .onConflict((c) => c.doNothing())
    .returning('folded')
    .execute()
  return rows.map(({ folded }) => folded)
}

export const deleteWord = (tx: Tx, id: string): Promise<WordRow | undefined> =>
  tx.deleteFrom('word').where('id', '=', id).returningAll().executeTakeFirst()

/** The dictionary of a station has changed: every node reads it again. */
export const touchWords = (tx: Tx, station: string) =>
  tx
    .updateTable('station')
    .set({ words_version: sql<number>`words_version + 1` })
    .where('station', '=', station)
    .execute()

/** Assets whose texts contain one of some folded words. */
export const assetsSaying = async (
  db: Db,
  words: readonly string[],
  after: string,
  limit: number,
): Promise<string[]> => {
  const { rows } = await sql<{ asset: string }>`
    select asset from document where asset > ${after}::uuid
      and exists (select from unnest(${words}::text[]) word where strpos(texts, word) > 0)
    order by asset limit ${limit}`.execute(db)
  return rows.map(({ asset }) => asset)
}
