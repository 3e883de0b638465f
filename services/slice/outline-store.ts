import { sql } from 'kysely'
import type { Outline } from './contract.ts'
import type { Tx } from './store.ts'

const segmentBytes = 20
/** Each segment of a flow as in the migration that makes `outline`. */
const packed = sql`string_agg(int4send(sequence) || float8send(start_ticks::float8) || int4send(duration_ticks)
  || int4send(segment.bytes), ''::bytea order by sequence)`

/** Keeps the outline of a flow that will not change any more. */
export const keepOutline = async (tx: Tx, flow: string): Promise<void> => {
  await sql`insert into outline (flow, station, packed)
    select flow, station, ${packed} from segment where flow = ${flow} group by flow, station
    on conflict (flow) do nothing`.execute(tx)
}

/** Outlines of flows by their ids: as kept, or made of what a growing flow has by now. */
export const outlinesOf = async (tx: Tx, flows: readonly string[]): Promise<Map<string, Outline>> => {
  const { rows } = await sql<{ id: string; packed: Buffer | null }>`
    select flow.id, coalesce(outline.packed, (select ${packed} from segment where flow = flow.id)) as packed
    from flow left join outline on outline.flow = flow.id where flow.id = any(${flows}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, unpack(row.packed ?? Buffer.alloc(0))]))
}

const unpack = (bytes: Buffer): Outline => {
  const places = Array.from({ length: bytes.length / segmentBytes }, (_, i) => i * segmentBytes)
  return {
    sequence: places.map((at) => bytes.readInt32BE(at)),
    startTicks: places.map((at) => bytes.readDoubleBE(at + 4)),
    durationTicks: places.map((at) => bytes.readInt32BE(at + 12)),
    bytes: places.map((at) => bytes.readInt32BE(at + 16)),
  }
}
