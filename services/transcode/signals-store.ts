import { sql } from 'kysely'
import type { Signals } from './contract.ts'
import { countSlices, type Tx } from './store.ts'

/** Keeps where the signals of one kind lie, in place of those before. */
export const keepSignals = async <Kind extends 'sound'>(
  tx: Tx,
  of: { source: string; station: string },
  kind: Kind,
  keys: NonNullable<Signals[Kind]>,
): Promise<void> => {
  await sql`insert into signals (source, kind, station, keys)
    values (${of.source}, ${kind}, ${of.station}, ${JSON.stringify(keys)})
    on conflict (source, kind) do update set keys = excluded.keys, measured_at = now()`.execute(tx)
}

const pieceKind = 'picture:'

/** Keeps where the signals of one slice's picture lie. */
export const keepPiece = async (
  tx: Tx,
  of: { source: string; station: string },
  { index, key }: { index: number; key: string },
): Promise<void> => {
  await sql`insert into signals (source, kind, station, keys)
    values (${of.source}, ${`${pieceKind}${index}`}, ${of.station}, ${JSON.stringify({ key })})
    on conflict (source, kind) do update set keys = excluded.keys, measured_at = now()`.execute(tx)
}

/** What has been measured; of the picture nothing until all slices have been. */
export const findSignals = async (tx: Tx, source: string): Promise<Signals> => {
  const rows = await tx.selectFrom('signals').select(['kind', 'keys']).where('source', '=', source).execute()
  const whole = rows.filter(({ kind }) => !kind.startsWith(pieceKind))
  const pieces = rows
    .filter(({ kind }) => kind.startsWith(pieceKind))
    .toSorted((a, b) => Number(a.kind.slice(pieceKind.length)) - Number(b.kind.slice(pieceKind.length)))
    .map(({ keys }) => keys.key as string)
  const isComplete = pieces.length > 0 && pieces.length === (await countSlices(tx, source))
  return {
    ...Object.fromEntries(whole.map(({ kind, keys }) => [kind, keys])),
    ...(isComplete ? { picture: { pieces } } : {}),
  }
}
