import { sql } from 'kysely'
import type { PolicyRow, Tables, Tx } from './store.ts'

export const policiesOf = (tx: Tx, station: string): Promise<PolicyRow[]> =>
  tx.selectFrom('policy').selectAll().where('station', '=', station).orderBy('kind').orderBy('value').execute()

export const putPolicy = (tx: Tx, policy: Omit<Tables['policy'], 'id' | 'updated_at'>): Promise<PolicyRow> =>
  tx
    .insertInto('policy')
    .values(policy)
    .onConflict((c) => c.columns(['station', 'kind', 'value']).doUpdateSet({ ...policy, updated_at: sql`now()` }))
    .returningAll()
    .executeTakeFirstOrThrow()

export const dropPolicy = (tx: Tx, id: string): Promise<PolicyRow | undefined> =>
  tx.deleteFrom('policy').where('id', '=', id).returningAll().executeTakeFirst()
