import { sql, type ColumnType, type Generated, type Kysely, type Selectable, type Transaction } from 'kysely'
import type { Cue, HitKind } from './contract.ts'
import { mostLexemes } from './lexemes.ts'

type StationTable = {
  station: string
  last_number: Generated<number>
  words_version: Generated<number>
  run: string | null
  built_at: Date | null
}
/** A metadata field (`key`) or the name of the file (without one), and what it says. */
export type Detail = { key?: string; text: string }
type DocumentTable = {
  asset: string
  station: string
  number: number
  turn: Generated<number>
  live: Generated<boolean>
  checked_at: Generated<Date>
  title: string
  description: string
  tags: string[]
  column: string | null
  details: ColumnType<Detail[], string, string>
  state: string
  created_at: Date
  month: string
  duration_seconds: number | null
  has_poster: boolean
  texts: string
  syllables: string
  initials: string
}
type PassageTable = {
  asset: string
  source: string
  place: number
  station: string
  kind: PassageKind
  cues: ColumnType<Cue[], string, string>
  texts: string
  words: ColumnType<string, string[], string[]>
}
type LabelTable = {
  station: string
  kind: 'tag' | 'column'
  label: string
  folded: string
  syllables: string
  initials: string
}
type WordTable = {
  id: Generated<string>
  station: string
  word: string
  folded: string
  added_by: string
  added_at: Generated<Date>
}
export type Tables = {
  station: StationTable
  document: DocumentTable
  passage: PassageTable
  label: LabelTable
  word: WordTable
}
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>
export type PassageKind = Extract<HitKind, 'subtitle' | 'comment' | 'marker'>
export type StationRow = Selectable<StationTable>

/** What is known of the index of a station; undefined while nobody has asked for it. */
export const findStation = (db: Db, station: string): Promise<StationRow | undefined> =>
  db.selectFrom('station').selectAll().where('station', '=', station).executeTakeFirst()

/** Notes a station, unless it was there already. */
export const noteStation = (tx: Tx, station: string) =>
  tx
    .insertInto('station')
    .values({ station, run: null, built_at: null })
    .onConflict((c) => c.doNothing())
    .execute()

/** The run that was to build the index is over. */
export const endBuilding = (tx: Tx, run: string) =>
  tx.updateTable('station').set({ run: null }).where('run', '=', run).execute()

export const changeStation = (tx: Tx, station: string, changes: Partial<Omit<StationRow, 'station'>>) =>
  tx.updateTable('station').set(changes).where('station', '=', station).execute()

/** Begins to index an asset: whoever begins after that knows at least as much, and writes in its place. */
export const takeTurn = async (tx: Tx, station: string, asset: string): Promise<number> => {
  const again = await sql<{ turn: number }>`
    update document set turn = turn + 1 where asset = ${asset}::uuid returning turn`.execute(tx)
  if (again.rows[0]) return again.rows[0].turn
  const { rows } = await sql<{ turn: number }>`
    with next as (update station set last_number = last_number + 1 where station = ${station}::uuid returning last_number)
    insert into document (asset, station, number) select ${asset}::uuid, ${station}::uuid, last_number from next
    on conflict (asset) do update set turn = document.turn + 1 returning turn`.execute(tx)
  return rows[0]!.turn
}

/** Takes an asset away, if nobody has begun to index it since. */
export const dropDocument = async (tx: Tx, asset: string, turn: number): Promise<void> => {
  const gone = await sql`delete from document where asset = ${asset}::uuid and turn = ${turn} returning asset`.execute(
    tx,
  )
  if (gone.rows.length > 0) await tx.deleteFrom('passage').where('asset', '=', asset).execute()
}

export type Indexed = Omit<Selectable<DocumentTable>, 'number' | 'turn' | 'checked_at' | 'station'> & {
  heading: string[]
  labels: string[]
  described: string[]
  noted: string[]
  sounding: string[]
}

/** Writes what an asset is found by, if nobody has begun to index it since; whether it did. */
export const writeDocument = async (tx: Tx, doc: Indexed, turn: number): Promise<boolean> => {
  const { rows } = await sql`
    update document set live = ${doc.live}, checked_at = now(), title = ${doc.title}, description = ${doc.description},
      tags = ${doc.tags}, "column" = ${doc.column}, details = ${JSON.stringify(doc.details)}, state = ${doc.state},
      created_at = ${doc.created_at}, month = ${doc.month}, duration_seconds = ${doc.duration_seconds},
      has_poster = ${doc.has_poster}, texts = ${doc.texts}, syllables = ${doc.syllables}, initials = ${doc.initials},
      heading = array_to_tsvector(${doc.heading}::text[]), labels = array_to_tsvector(${doc.labels}::text[]),
      described = array_to_tsvector(${doc.described}::text[]), noted = array_to_tsvector(${doc.noted}::text[]),
      sounding = array_to_tsvector(${doc.sounding}::text[]), spoken = ${spokenOf(doc.asset)}
    where asset = ${doc.asset}::uuid and turn = ${turn} returning asset`.execute(tx)
  return rows.length > 0
}

const spokenOf = (asset: string) => sql`(
  select coalesce(array_to_tsvector(array_agg(lexeme)), '') from (
    select distinct lexeme from passage, unnest(words) where asset = ${asset}::uuid and kind = 'subtitle'
    limit ${mostLexemes}) l)`

export type NewPassage = { kind: PassageKind; cues: Cue[]; texts: string; words: string[] }

/** Puts passages in place of all that a source of an asset said before. */
export const putPassages = async (
  tx: Tx,
  about: { station: string; asset: string; source: string },
  passages: NewPassage[],
): Promise<void> => {
  const { station, asset, source } = about
  await tx.deleteFrom('passage').where('asset', '=', asset).where('source', '=', source).execute()
  for (const [place, { kind, cues, texts, words }] of passages.entries()) {
    await sql`insert into passage (asset, source, place, station, kind, cues, texts, words)
      values (${asset}, ${source}, ${place}, ${station}, ${kind}, ${JSON.stringify(cues)}, ${texts},
        array_to_tsvector(${words}::text[]))`.execute(tx)
  }
}

export type NewLabel = Omit<Selectable<LabelTable>, 'station'>
export const noteLabels = async (tx: Tx, station: string, labels: NewLabel[]): Promise<void> => {
  if (labels.length === 0) return
  const rows = labels.map((label) => ({ ...label, station }))
  await tx
    .insertInto('label')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute()
}

/** Assets that nobody has looked at since an instant, oldest first. */
export const uncheckedSince = async (db: Db, since: Date, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('document')
    .select('asset')
    .where('checked_at', '<', since)
    .orderBy('checked_at')
    .limit(limit)
    .execute()
  return rows.map(({ asset }) => asset)
}

export const assetsInColumn = async (db: Db, column: string): Promise<string[]> => {
  const rows = await db.selectFrom('document').select('asset').where('column', '=', column).execute()
  return rows.map(({ asset }) => asset)
}

export const countDocuments = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('document')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('live', '=', true)
    .executeTakeFirstOrThrow()
  return Number(count)
}
