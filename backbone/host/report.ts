import { availableParallelism, loadavg } from 'node:os'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Health } from '../bus/contract.ts'
import type { Database } from '../db/index.ts'
import type { Objects } from '../objects/index.ts'

/** How this node, the database and the object store are, for the operator. Throws when the database does not answer. */
export const reportHealth =
  (node: { name: string; version: string }, db: Database, objects: Objects) =>
  async (): Promise<Static<typeof Health>> => {
    const [database, freeBytes] = await Promise.all([reportDatabase(db), objects.freeBytes().catch(() => undefined)])
    return {
      node: {
        ...node,
        runtime: process.version,
        startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
        memoryBytes: process.memoryUsage().rss,
        loadPerCore: loadavg()[0]! / availableParallelism(),
      },
      database,
      objects: freeBytes === undefined ? {} : { freeBytes },
    }
  }

const reportDatabase = async (db: Database) => {
  const began = performance.now()
  const { rows } = await sql<{ version: string; bytes: string; connections: number; most: number }>`
    select current_setting('server_version') as version,
           pg_database_size(current_database()) as bytes,
           (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
           current_setting('max_connections')::int as most`.execute(db.kysely)
  const { version, bytes, connections, most } = rows[0]!
  return {
    version,
    bytes: Number(bytes),
    connections,
    mostConnections: most,
    answeredSeconds: (performance.now() - began) / 1000,
  }
}
