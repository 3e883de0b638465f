import { sql, type Generated, type Transaction } from 'kysely'
import type { Ladder } from '#media/ladder'
import type { Probe } from '#media/probe'
import type { Slice } from '#media/slices'
import type { MediaInfo } from './contract.ts'
import type { PicturesTable } from './pictures-store.ts'
import type { ProfileTables } from './profiles-store.ts'
import type { SettledProfile } from './settled.ts'

type SliceRow = {
  source: string
  index: number
  station: string
  start_frame: number
  frames: number
  duration_seconds: number
  decode_from_seconds: number
  first_sequence: number
  segments: number
}

/** Tables of the schema `transcode`. */
export type Tables = ProfileTables & {
  plan: Plan & { source: string; station: string }
  slice: SliceRow
  forgotten: { source: string; station: string; forgotten_at: Generated<Date> }
  pictures: PicturesTable
  signals: { source: string; kind: string; station: string; keys: Record<string, unknown> }
}
export type Tx = Transaction<Tables>

/** How a source is to be encoded; the same for every worker, also one that runs a newer program. */
export type Plan = {
  media: MediaInfo
  probe: Probe
  ladder: Ladder
  /** Null in plans from before there were profiles: the standard one. */
  profile: SettledProfile | null
}
/** The part of a slice that encoding needs, and how many segments it makes of each rendition. */
export type PlannedSlice = Pick<Slice, 'startFrame' | 'frames' | 'firstSequence' | 'decodeFromSeconds' | 'segments'>

/** Keeps a plan in place of the one before. */
export const keepPlan = async (
  tx: Tx,
  of: { source: string; station: string },
  plan: Plan,
  slices: readonly Slice[],
): Promise<void> => {
  await sql`insert into plan (source, station, media, probe, ladder, profile)
    values (${of.source}, ${of.station}, ${JSON.stringify(plan.media)}, ${JSON.stringify(plan.probe)},
      ${JSON.stringify(plan.ladder)}, ${JSON.stringify(plan.profile)})
    on conflict (source) do update set media = excluded.media, probe = excluded.probe, ladder = excluded.ladder,
      profile = excluded.profile, planned_at = now()`.execute(tx)
  await tx.deleteFrom('slice').where('source', '=', of.source).execute()
  // What was measured of slices that were cut otherwise.
  await tx.deleteFrom('signals').where('source', '=', of.source).where('kind', 'like', 'picture:%').execute()
  await sql`insert into slice (source, station, index, start_frame, frames, duration_seconds, decode_from_seconds,
      first_sequence, segments)
    select ${of.source}, ${of.station}, index, "startFrame", frames, "durationSeconds", "decodeFromSeconds",
      "firstSequence", segments
    from json_to_recordset(${JSON.stringify(slices)}) as given (index int, "startFrame" int, frames int,
      "durationSeconds" float8, "decodeFromSeconds" float8, "firstSequence" int, segments int)`.execute(tx)
}

export const findPlan = (tx: Tx, source: string): Promise<Plan | undefined> =>
  tx.selectFrom('plan').select(['media', 'probe', 'ladder', 'profile']).where('source', '=', source).executeTakeFirst()

export const findSlice = async (tx: Tx, source: string, index: number): Promise<PlannedSlice | undefined> => {
  const row = await tx
    .selectFrom('slice')
    .selectAll()
    .where('source', '=', source)
    .where('index', '=', index)
    .executeTakeFirst()
  return (
    row && {
      startFrame: row.start_frame,
      frames: row.frames,
      firstSequence: row.first_sequence,
      decodeFromSeconds: row.decode_from_seconds,
      segments: row.segments,
    }
  )
}

/** How many segments every picture rendition has when all slices are done. */
export const countSegments = async (tx: Tx, source: string): Promise<number> => {
  const { rows } = await sql<{ segments: number }>`
    select coalesce(sum(segments), 0)::int as segments from slice where source = ${source}`.execute(tx)
  return rows[0]!.segments
}

export const countSlices = async (tx: Tx, source: string): Promise<number> => {
  const { count } = await tx
    .selectFrom('slice')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('source', '=', source)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export const forgetSource = async (tx: Tx, source: string): Promise<void> => {
  await tx.deleteFrom('plan').where('source', '=', source).execute()
  await tx.deleteFrom('pictures').where('source', '=', source).execute()
  await tx.deleteFrom('signals').where('source', '=', source).execute()
  await tx.deleteFrom('settled_profile').where('source', '=', source).execute()
}

/** Longer than any step may still be at work on a source. */
const rememberedHours = 48

/** Notes that a source is no more, and lets go of old notes. */
export const noteForgotten = async (tx: Tx, of: { source: string; station: string }): Promise<void> => {
  await tx
    .insertInto('forgotten')
    .values(of)
    .onConflict((c) => c.doNothing())
    .execute()
  await sql`delete from forgotten where forgotten_at < now() - make_interval(hours => ${rememberedHours})`.execute(tx)
}

export const isForgotten = async (tx: Tx, source: string): Promise<boolean> =>
  (await tx.selectFrom('forgotten').select('source').where('source', '=', source).executeTakeFirst()) !== undefined
