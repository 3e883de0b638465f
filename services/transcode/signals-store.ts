import { sql } from 'kysely'
import type { Signals } from './contract.ts'
import type { Tx } from './store.ts'

/** Keeps where the signals of one kind lie, in place of those before. */
export const keepSignals = async <Kind extends keyof Signals>(
  tx: Tx,
  of: { source: string; station: string },
  kind: Kind,
  keys: NonNullable<Signals[Kind]>,
): Promise<void> => {
  await sql`insert into signals (source, kind, station, keys)
    values (${of.source}, ${kind}, ${of.station}, ${JSON.stringify(keys)})
    on conflict (source, kind) do update set keys = excluded.keys, measured_at = now()`.execute(tx)
}

export const findSignals = async (tx: Tx, source: string): Promise<Signals> => {
  const rows = await tx.selectFrom('signals').select(['kind', 'keys']).where('source', '=', source).execute()
  return Object.fromEntries(rows.map(({ kind, keys }) => [kind, keys]))
}
