import { sql, type Transaction } from 'kysely'
import { Problem } from '../contract/problem.ts'
import { endRun, lockRuns } from './ending.ts'
import type { JobsOptions, RunResumption } from './types.ts'
import { wake } from './wake.ts'

type PublishResumed = JobsOptions['publishResumed']

const locked = async (tx: Transaction<any>, run: string) => {
  const found = (await lockRuns(tx, [run])).get(run)
  if (!found) throw new Problem('not-found', 404, 'There is no such run', { run })
  return found
}

/** Ends a run as cancelled. */
export const cancelRun = async (tx: Transaction<any>, run: string, publish: JobsOptions['publish']): Promise<void> => {
  const { state } = await locked(tx, run)
  if (state !== 'waiting' && state !== 'running')
    throw new Problem('run-ended', 409, 'The run has already ended', { state })
  await endRun(tx, run, 'cancelled', null, publish)
}

/** Sets the failed and cancelled steps of a run to be done again; what is done stays done. */
export const retryRun = async (tx: Transaction<any>, run: string, publish: PublishResumed): Promise<void> => {
  const { state } = await locked(tx, run)
  if (state !== 'failed' && state !== 'cancelled') {
    throw new Problem('run-not-failed', 409, 'Only a failed or cancelled run can be done again', { state })
  }
  const { rows } = await sql<{ id: string }>`
    select id from jobs.step where run = ${run} and state in ('failed', 'cancelled') order by id for update`.execute(tx)
  await again(
    tx,
    run,
    rows.map((row) => row.id),
  )
  await tellResumed(tx, run, publish)
}

/** Sets one step, all after it and all that it asked for to be done again, in a run that may have ended. */
export const redoStep = async (
  tx: Transaction<any>,
  run: string,
  key: string,
  publish: PublishResumed,
): Promise<void> => {
  const { state } = await locked(tx, run)
  const { rows } = await sql<{ id: string; key: string; state: string; made: boolean }>`
    with recursive again as (
      select id, key, run, false as made from jobs.step where run = ${run} and key = ${key}
      union
      select s.id, s.key, s.run, s.made_by is not distinct from again.id
      from jobs.step s join again on s.run = again.run and (s.made_by = again.id or again.key = any(s.after))
    )
    select s.id, s.key, s.state, bool_or(again.made) as made from again join jobs.step s on s.id = again.id
    group by s.id order by s.id`.execute(tx)
  const first = rows.find((row) => row.key === key)
  if (!first) throw new Problem('not-found', 404, 'There is no such step', { run, step: key })
  const all = rows.map((row) => row.id)
  await sql`select id from jobs.step where id = any(${all}::uuid[]) order by id for update`.execute(tx)
  const busy = rows.find((row) => row.state === 'running' || row.state === 'admitted')
  if (busy)
    throw new Problem('step-running', 409, 'A step that runs cannot be redone; cancel the run first', {
      step: busy.key,
    })
  if (first.state === 'waiting' || first.state === 'ready') {
    throw new Problem('step-waiting', 409, 'The step has yet to be done', { step: key })
  }
  // What these steps asked for before, they will ask for again.
  const made = rows.filter((row) => row.made).map((row) => row.id)
  await sql`delete from jobs.step where id = any(${made}::uuid[])`.execute(tx)
  const kept = new Set(made)
  const ids = rows.filter((row) => !kept.has(row.id)).map((row) => row.id)
  if (state === 'failed' || state === 'cancelled') {
    const open = await sql<{ id: string }>`
      select id from jobs.step
      where run = ${run} and state in ('failed', 'cancelled') and id <> all(${ids}::uuid[])`.execute(tx)
    ids.push(...open.rows.map((row) => row.id))
  }
  await again(tx, run, ids)
  if (state !== 'waiting' && state !== 'running') await tellResumed(tx, run, publish)
}

const tellResumed = async (tx: Transaction<any>, run: string, publish: PublishResumed) => {
  const { rows } = await sql<RunResumption>`
    select station, id as run, workflow, subject from jobs.run where id = ${run}`.execute(tx)
  await publish?.(tx, rows[0]!)
}

const again = async (tx: Transaction<any>, run: string, ids: string[]) => {
  await sql`
    update jobs.step set state = 'waiting', failures = 0, losses = 0, due_at = null, job = null, error = null,
      output = null, progress = 0, note = null, ready_at = null, ended_at = null
    where id = any(${ids}::uuid[])`.execute(tx)
  await sql`
    update jobs.step as s set missing = waits.n, state = case when waits.n = 0 then 'ready' else 'waiting' end,
      ready_at = case when waits.n = 0 then clock_timestamp() end
    from (
      select w.id, (select count(*) from unnest(w.after) as cause
        where not exists (select from jobs.step d where d.run = w.run and d.key = cause and d.state = 'done'))::int as n
      from jobs.step w where w.run = ${run} and w.state = 'waiting' and w.due_at is null
    ) as waits where s.id = waits.id`.execute(tx)
  await sql`update jobs.run set state = 'running', error = null, ended_at = null where id = ${run}`.execute(tx)
  await wake(tx, { kind: 'ready' })
}
