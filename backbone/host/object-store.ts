import { sql } from 'kysely'
import type { Database } from '../db/index.ts'

/**
 * Says that this node keeps objects in the store `name`, and answers the one that the station's database speaks of:
 * the same, unless another node with other objects came first. The host's schema must have been migrated.
 */
export const agreedObjectStore = async (db: Database, name: string): Promise<string> => {
  const { rows } = await sql<{ name: string }>`
    insert into host.object_store (name) values (${name})
    on conflict (only_one) do update set name = host.object_store.name returning name`.execute(db.kysely)
  return rows[0]!.name
}
