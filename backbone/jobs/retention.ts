import { sql } from 'kysely'
import type { Database } from '../db/index.ts'

const runsAtOnce = 500

/** Removes runs that ended more than `keepDays` ago, with their steps and logs, and workers long gone. */
export const removeOldRuns = async (db: Database, keepDays: number): Promise<number> => {
  await sql`delete from jobs.worker where seen_at < now() - interval '1 day'`.execute(db.kysely)
  let removed = 0
  for (let last = runsAtOnce; last === runsAtOnce;) {
    const result = await sql`
      delete from jobs.run where id in (
        select id from jobs.run where ended_at < now() - ${keepDays} * interval '1 day' limit ${runsAtOnce})`.execute(
      db.kysely,
    )
    last = Number(result.numAffectedRows ?? 0)
    removed += last
  }
  return removed
}
