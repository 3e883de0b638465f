import { sql } from 'kysely'
import type { Database } from '../db/index.ts'

/**
 * Makes the bus of a database that was loaded from a dump go on. Transaction ids belong to one cluster: those that came
 * along may be ahead of this one's, and nothing told here would ever be reached. What was not delivered there is
 * delivered here; a little of what was, once more.
 */
export const settleIn = (db: Database): Promise<void> =>
  db.across('bus', async (tx) => {
    const ahead = sql`tx >= pg_snapshot_xmax(pg_current_snapshot())`
    const look = sql<{ foreign: boolean }>`select exists (select from bus.subscriber where ${ahead})
      or exists (select from bus.event where ${ahead}) as foreign`
    if (!(await look.execute(tx)).rows[0]!.foreign) return
    await sql`lock table bus.subscriber, bus.event in exclusive mode`.execute(tx)
    if (!(await look.execute(tx)).rows[0]!.foreign) return
    await sql`update bus.subscriber s set tx = '0', position = coalesce(
      (select min(e.position) - 1 from bus.event e where (e.tx, e.position) > (s.tx, s.position)),
      (select max(e.position) from bus.event e), s.position)`.execute(tx)
    await sql`update bus.event set tx = '0'`.execute(tx)
  })
