import { sql, type ColumnType, type Generated, type Selectable, type Transaction } from 'kysely'
import type { Cue, SubtitleEncoding, SubtitleFormat } from '#media/subtitles'

type Defaulted<T> = ColumnType<T, T | undefined, T>
type Kind = 'subtitles' | 'captions' | 'chapters'

/** Tables of the schema `subtitles`. */
export type Tables = {
  track: {
    id: Generated<string>
    station: string
    asset: string
    kind: Kind
    language: string
    label: string
    is_default: boolean
    shown: boolean
    origin: 'upload' | 'embedded' | 'editor'
    stream: string | null
    format: SubtitleFormat | null
    encoding: SubtitleEncoding | null
    cues: ColumnType<Cue[], string, string>
    cue_count: number
    created_by: string
    created_at: Generated<Date>
    changed_by: string
    changed_at: ColumnType<Date, Date | undefined, Date | ReturnType<typeof sql>>
    version: Defaulted<number>
  }
}
export type Tx = Transaction<Tables>
export type Row = Selectable<Tables['track']>
/** A track without its text, which may be long. */
export type Heading = Omit<Row, 'cues'>
export type NewTrack = Omit<Row, 'id' | 'created_at' | 'changed_at' | 'changed_by' | 'version' | 'cue_count'>

const heading = [
  'id', 'station', 'asset', 'kind', 'language', 'label', 'is_default', 'shown', 'origin', 'stream', 'format',
  'encoding', 'cue_count', 'created_by', 'created_at', 'changed_by', 'changed_at', 'version',
] as const // prettier-ignore

/** The tracks of an asset, in the order in which they came. */
export const tracksOf = (tx: Tx, asset: string): Promise<Heading[]> =>
  tx.selectFrom('track').select(heading).where('asset', '=', asset).orderBy('id').execute()

/** Texts of the tracks of an asset in one language that are shown. */
export const textsIn = (tx: Tx, asset: string, language: string): Promise<Pick<Row, 'cues'>[]> =>
  tx
    .selectFrom('track')
    .select('cues')
    .where('asset', '=', asset)
    .where('language', '=', language)
    .where('shown', '=', true)
    .orderBy('id')
    .execute()

export const hasChapters = async (tx: Tx, asset: string): Promise<boolean> => {
  const found = await tx
    .selectFrom('track')
    .select('id')
    .where('asset', '=', asset)
    .where('kind', '=', 'chapters')
    .where('shown', '=', true)
    .where('cue_count', '>', 0)
    .limit(1)
    .execute()
  return found.length > 0
}

export const findTrack = (tx: Tx, id: string): Promise<Row | undefined> =>
  tx.selectFrom('track').selectAll().where('id', '=', id).executeTakeFirst()

/** The track, which nobody else changes before the transaction ends. */
export const lockTrack = (tx: Tx, id: string): Promise<Row | undefined> =>
  tx.selectFrom('track').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Lets one transaction at a time add to the tracks of an asset. */
export const lockAsset = (tx: Tx, asset: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`subtitles/${asset}`}, 0))`.execute(tx)

/** Adds a track; undefined where its stream has one already. */
export const insertTrack = (tx: Tx, { cues, ...track }: NewTrack): Promise<Row | undefined> =>
  tx
    .insertInto('track')
    .values({ ...track, cues: JSON.stringify(cues), cue_count: cues.length, changed_by: track.created_by })
    .onConflict((c) => c.columns(['asset', 'stream']).where('stream', 'is not', null).doNothing())
    .returningAll()
    .executeTakeFirst()

export type Changes = Partial<Pick<Row, 'kind' | 'language' | 'label' | 'is_default' | 'shown' | 'cues'>>
export const changeTrack = (tx: Tx, id: string, { cues, ...changes }: Changes, by: string): Promise<Row> =>
  tx
    .updateTable('track')
    .set({
      ...changes,
      ...(cues ? { cues: JSON.stringify(cues), cue_count: cues.length } : {}),
      changed_by: by,
      changed_at: sql<Date>`now()`,
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/**
 * Of the tracks of an asset that one chooses from together, no other is the default one any more. That is no change to
 * what whoever edits one of them has before them.
 */
export const dropOtherDefaults = async (tx: Tx, { id, asset, kind }: Pick<Row, 'id' | 'asset' | 'kind'>) => {
  await tx
    .updateTable('track')
    .set({ is_default: false })
    .where('asset', '=', asset)
    .where('id', '!=', id)
    .where('is_default', '=', true)
    .where('kind', 'in', kind === 'chapters' ? ['chapters'] : ['subtitles', 'captions'])
    .execute()
}

export const deleteTrack = (tx: Tx, id: string) => tx.deleteFrom('track').where('id', '=', id).execute()
export const forgetAsset = async (tx: Tx, asset: string): Promise<void> => {
  await tx.deleteFrom('track').where('asset', '=', asset).execute()
}
