import { sql, type Generated, type Selectable, type Transaction } from 'kysely'
import type { Flow, Segment } from './contract.ts'

type Bigint = string | number

/** Tables of the schema `slice`. */
export type Tables = {
  flow: {
    id: string
    station: string
    source: string
    kind: Flow['kind']
    role: Flow['role']
    name: string
    codec: string
    width: number | null
    height: number | null
    frame_rate_num: number | null
    frame_rate_den: number | null
    channels: number | null
    sample_rate: number | null
    language: string | null
    timescale: number
    origin_ticks: Bigint
    state: Generated<Flow['state']>
    init_object: string | null
    init_bytes: number | null
    init_sha256: string | null
    segments: Generated<number>
    bytes: Generated<Bigint>
    ticks: Generated<Bigint>
    drop_at: Date | null
    created_at: Generated<Date>
  }
  segment: {
    flow: string
    station: string
    sequence: number
    start_ticks: Bigint
    duration_ticks: number
    bytes: number
    sha256: Buffer
    object: string
  }
  outline: { flow: string; station: string; packed: Buffer }
  playable: { source: string; station: string }
  doomed: { object: string; station: string; flow: string }
}
export type Tx = Transaction<Tables>
export type FlowRow = Selectable<Tables['flow']>
export type Init = { object: string; bytes: number; sha256: string }

/** Declares a flow; one that is there already stays as it is, and is no longer about to be dropped. */
export const declareFlow = async (tx: Tx, station: string, flow: Flow): Promise<FlowRow | undefined> => {
  await tx
    .insertInto('flow')
    .values({
      id: flow.id,
      station,
      source: flow.source,
      kind: flow.kind,
      role: flow.role,
      name: flow.name,
      codec: flow.codec,
      width: flow.width ?? null,
      height: flow.height ?? null,
      frame_rate_num: flow.frameRate?.num ?? null,
      frame_rate_den: flow.frameRate?.den ?? null,
      channels: flow.channels ?? null,
      sample_rate: flow.sampleRate ?? null,
      language: flow.language ?? null,
      timescale: flow.timescale,
      origin_ticks: flow.originTicks,
    })
    .onConflict((c) => c.doNothing())
    .execute()
  const kept = await tx.updateTable('flow').set({ drop_at: null }).where('id', '=', flow.id).returningAll().execute()
  // Its objects will be written again: those still waiting to be deleted must not be deleted after that.
  await tx.deleteFrom('doomed').where('flow', '=', flow.id).execute()
  return kept[0]
}

/** Notes codec and init with the first segments; a flow that has an init keeps it. */
export const setInit = async (tx: Tx, id: string, init: Init, codec: string | undefined): Promise<void> => {
  await tx
    .updateTable('flow')
    .set({
      init_object: init.object,
      init_bytes: init.bytes,
      init_sha256: init.sha256,
      ...(codec === undefined ? {} : { codec }),
    })
    .where('id', '=', id)
    .where('init_sha256', 'is', null)
    .execute()
}

/** The flow, held against being completed or dropped (`share`) or against any change (`update`) meanwhile. */
export const lockFlow = (tx: Tx, id: string, lock: 'share' | 'update'): Promise<FlowRow | undefined> => {
  const query = tx.selectFrom('flow').selectAll().where('id', '=', id)
  return (lock === 'share' ? query.forShare() : query.forUpdate()).executeTakeFirst()
}

const given = (segments: readonly Segment[]) => sql`json_to_recordset(${JSON.stringify(segments)}) as given (
  sequence int, "startTicks" bigint, "durationTicks" int, bytes int, sha256 text, object text)`

/** Adds segments in one statement, passing over places that are taken; answers with the sequences added. */
export const insertSegments = async (tx: Tx, flow: FlowRow, segments: readonly Segment[]): Promise<number[]> => {
  const { rows } = await sql<{ sequence: number }>`
    insert into segment (flow, station, sequence, start_ticks, duration_ticks, bytes, sha256, object)
    select ${flow.id}, ${flow.station}, sequence, "startTicks", "durationTicks", bytes, decode(sha256, 'hex'), object
    from ${given(segments)} on conflict (flow, sequence) do nothing returning sequence`.execute(tx)
  return rows.map((row) => row.sequence)
}

/** The first place where the flow has no segment, or another one, than the given. */
export const firstDifference = async (
  tx: Tx,
  flow: string,
  segments: readonly Segment[],
): Promise<{ sequence: number; there: boolean } | undefined> => {
  const { rows } = await sql<{ sequence: number; there: boolean }>`
    select given.sequence, segment.flow is not null as there from ${given(segments)}
    left join segment on segment.flow = ${flow} and segment.sequence = given.sequence
    where encode(segment.sha256, 'hex') is distinct from given.sha256 order by 1 limit 1`.execute(tx)
  return rows[0]
}

/**
 * Notes that a source can be played, if that is new: it can from the first segment of a picture on, and without
 * pictures from the first segment of sound.
 */
export const notePlayable = async (tx: Tx, flow: FlowRow): Promise<boolean> => {
  const { rows } = await sql`
    insert into playable (source, station) select ${flow.source}, ${flow.station}
    where ${flow.kind} = 'video' or not exists (select from flow where source = ${flow.source} and kind = 'video')
    on conflict do nothing returning source`.execute(tx)
  return rows.length > 0
}

export type Totals = { segments: number; bytes: number; ticks: number; start: number | null; gap: number | null }

/** What a flow's segments come to; `gap` is the first one that does not follow the one before (to one tick). */
export const totalsOf = async (tx: Tx, flow: string): Promise<Totals> => {
  const { rows } = await sql<Totals>`
    select count(*)::int as segments, coalesce(sum(bytes), 0)::float8 as bytes,
      coalesce(sum(duration_ticks), 0)::float8 as ticks, min(start_ticks)::float8 as start,
      min(sequence) filter (where sequence <> place or abs(start_ticks - coalesce(due, start_ticks)) > 1) as gap
    from (select *, row_number() over ordered - 1 as place, lag(start_ticks + duration_ticks) over ordered as due
      from segment where flow = ${flow} window ordered as (order by sequence)) s`.execute(tx)
  return rows[0]!
}

export const markComplete = async (tx: Tx, id: string, totals: Totals): Promise<void> => {
  const { segments, bytes, ticks } = totals
  await tx.updateTable('flow').set({ state: 'complete', segments, bytes, ticks }).where('id', '=', id).execute()
}

export const flowsOf = (tx: Tx, source: string): Promise<FlowRow[]> =>
  tx.selectFrom('flow').selectAll().where('source', '=', source).orderBy('created_at').orderBy('name').execute()

type Packed = [sequence: number, start: number, duration: number, bytes: number, sha256: string, object: string]

/** Segments of flows in order, packed by the database: a driver that reads 27,000 rows one by one takes three times as long. */
export const segmentsOf = async (
  tx: Tx,
  flows: readonly string[],
  page: { from: number; limit: number } = { from: 0, limit: 1_000_000_000 },
): Promise<Map<string, Segment[]>> => {
  const { rows } = await sql<{ flow: string; packed: Packed[] }>`
    select flow, json_agg(json_build_array(sequence, start_ticks, duration_ticks, bytes, encode(sha256, 'hex'), object)
      order by sequence) as packed
    from segment where flow = any(${flows}::uuid[]) and sequence >= ${page.from} and sequence < ${page.from + page.limit}
    group by flow`.execute(tx)
  return new Map(rows.map((row) => [row.flow, row.packed.map(unpack)]))
}

const unpack = ([sequence, startTicks, durationTicks, bytes, sha256, object]: Packed): Segment => ({
  sequence,
  startTicks,
  durationTicks,
  bytes,
  sha256,
  object,
})

/** Segments and bytes of the station; only those of growing flows are counted one by one. */
export const usageOf = async (tx: Tx): Promise<{ segments: number; bytes: number }> => {
  const { rows } = await sql<{ segments: number; bytes: number }>`
    select (complete.segments + growing.segments)::float8 as segments, (complete.bytes + growing.bytes)::float8 as bytes
    from (select coalesce(sum(segments), 0) as segments, coalesce(sum(bytes), 0) as bytes
        from flow where state = 'complete') complete,
      (select count(*) as segments, coalesce(sum(segment.bytes), 0) as bytes
        from segment join flow on flow.id = segment.flow where flow.state = 'growing') growing`.execute(tx)
  return rows[0]!
}
