import { sql } from 'kysely'
import type { Db } from './store.ts'

/** Tags and columns that have a text in them, or sound like it, and are still used; those that begin with it first. */
export const labelsLike = async (
  db: Db,
  station: string,
  { folded, syllables, initials }: { folded: string; syllables: string[]; initials: string[] },
  limit: number,
): Promise<{ kind: 'tag' | 'column'; label: string }[]> => {
  const { rows } = await sql<{ kind: 'tag' | 'column'; label: string }>`
    select kind, label from label
    where station = ${station}::uuid and (strpos(folded, ${folded}) > 0
        or exists (select from unnest(${syllables}::text[]) s where strpos(syllables, s) > 0)
        or exists (select from unnest(${initials}::text[]) i where strpos(initials, i) > 0))
    order by strpos(folded, ${folded}) = 1 desc, kind, length(label), label limit ${limit}`.execute(db)
  return rows
}

export type Suggested = { asset: string; title: string; state: string; has_poster: boolean }
/** Of some assets those whose titles begin with a folded text, then those that contain it, then the others; newest first. */
export const suggested = async (
  db: Db,
  station: string,
  numbers: number[],
  { folded, limit }: { folded: string; limit: number },
): Promise<Suggested[]> => {
  const { rows } = await sql<Suggested>`
    select asset, title, state, has_poster from document
    where station = ${station}::uuid and live and number = any(${numbers}::int[])
    order by strpos(texts, ${folded}) = 1 desc,
      strpos(split_part(texts, E'\n', 1), ${folded}) > 0 desc, number desc limit ${limit}`.execute(db)
  return rows
}
