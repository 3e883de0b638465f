import { Problem } from '#backbone'
import type { Row, Tx } from './store.ts'

const isHeld = (holds: { by: string; title: string }[]) =>
  new Problem('asset-held', 409, holds[0]!.title, { by: holds.map(({ by }) => by) })

/** Notes that a service holds an asset back, or that it no longer does. */
export const noteHold = async (
  tx: Tx,
  { id: asset, station }: Pick<Row, 'id' | 'station'>,
  by: string,
  title: string | undefined,
): Promise<void> => {
  if (title === undefined) await tx.deleteFrom('hold').where('asset', '=', asset).where('by', '=', by).execute()
  else {
    await tx
      .insertInto('hold')
      .values({ asset, station, by, title })
      .onConflict((c) => c.columns(['asset', 'by']).doUpdateSet({ title }))
      .execute()
  }
}

/** Throws `asset-held` while a service holds an asset back. */
export const requireFree = async (tx: Tx, { id }: Pick<Row, 'id'>): Promise<void> => {
  const holds = await tx.selectFrom('hold').select(['by', 'title']).where('asset', '=', id).orderBy('by').execute()
  if (holds.length > 0) throw isHeld(holds)
}
