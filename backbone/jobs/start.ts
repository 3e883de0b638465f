import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import type { Claim } from './queue.ts'

/** A step as an attempt at it begins. */
export type Started = {
  id: string
  job: string
  attempt: number
  failures: number
  losses: number
  run: string
  station: string
  workflow: string
  subject: string | null
  run_input: unknown
  run_state: string
  key: string
  kind: string
  input: unknown
  results: Record<string, unknown> | null
}

/**
 * Makes claims into attempts. A step that is already running has lost its worker: its attempt number moves on, and with
 * it everything the old attempt may still try to write is refused. Claims on steps cancelled meanwhile answer nothing.
 */
export const startSteps = async (db: Database, worker: string, node: string, claims: Claim[]): Promise<Started[]> => {
  const { rows } = await sql<Started>`
    with mine as (
      select id from jobs.step
      where job = any(${claims.map((claim) => claim.id)}::uuid[]) and state in ('admitted', 'running')
      order by id for update
    )
    update jobs.step as s
    set state = 'running', attempt = s.attempt + 1, losses = s.losses + (s.state = 'running')::int, worker = ${worker},
      node = ${node}, started_at = clock_timestamp(), ended_at = null, progress = 0, note = null
    from mine, jobs.run as r
    where s.id = mine.id and r.id = s.run
    returning s.id, s.job, s.attempt, s.failures, s.losses, s.run, s.station, s.key, s.kind, s.input,
      r.workflow, r.subject, r.input as run_input, r.state as run_state,
      case when s.after <> '{}' then (select jsonb_object_agg(d.key, d.output) from jobs.step as d
        where d.run = s.run and d.key = any(s.after)) end as results`.execute(db.kysely)
  // Apart from the statement above: runs are locked before steps everywhere else.
  const fresh = [...new Set(rows.filter((row) => row.run_state === 'waiting').map((row) => row.run))]
  if (fresh.length > 0) {
    await sql`
      with mine as (select id from jobs.run where id = any(${fresh}::uuid[]) order by id for update)
      update jobs.run set state = 'running', started_at = coalesce(started_at, clock_timestamp())
      from mine where run.id = mine.id and run.state = 'waiting'`.execute(db.kysely)
  }
  return rows
}

/** Those of the attempts that no longer own their step, each with what became of it. */
export const findLost = async (
  db: Database,
  attempts: { step: string; attempt: number }[],
): Promise<{ step: string; attempt: number; state: string | null }[]> => {
  const { rows } = await sql<{ step: string; attempt: number; state: string | null }>`
    select a.step, a.attempt, s.state
    from jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb) as a(step uuid, attempt int)
    left join jobs.step as s on s.id = a.step
    where s.id is null or s.attempt <> a.attempt or s.state <> 'running'`.execute(db.kysely)
  return rows
}
