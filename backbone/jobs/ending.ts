import { sql, type Transaction } from 'kysely'
import type { Failure, JobsOptions, RunEnd } from './types.ts'
import { wake } from './wake.ts'

type Publish = JobsOptions['publish']
type EndState = RunEnd['state']

/** Locks runs, in an order all agree on. What is read of them and of their steps afterwards is the latest. */
export const lockRuns = async (tx: Transaction<any>, runs: string[]) => {
  const { rows } = await sql<{ id: string; station: string; workflow: string; priority: number; state: string }>`
    select id, station, workflow, priority, state from jobs.run where id = any(${runs}) order by id for update`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Ends one run that is locked and has not ended, and tells of it in the same transaction. */
export const endRun = async (
  tx: Transaction<any>,
  run: string,
  state: EndState,
  error: Failure | null,
  publish: Publish,
): Promise<void> => {
  const { rows } = await sql<RunEnd>`
    update jobs.run set state = ${state}, error = ${error && JSON.stringify(error)}::jsonb,
      ended_at = clock_timestamp(), started_at = coalesce(started_at, clock_timestamp())
    where id = ${run} and state in ('waiting', 'running')
    returning station, id as run, workflow, subject, state, error,
      (select coalesce(sum(cpu_seconds), 0)::float8 from jobs.step where step.run = run.id) as "cpuSeconds"`.execute(tx)
  const end = rows[0]
  if (!end) return
  if (state !== 'done') await cancelSteps(tx, run)
  await publish?.(tx, end)
}

/** Cancels what is not finished of a run. Rows are locked in one order, since starts lock them too. */
const cancelSteps = async (tx: Transaction<any>, run: string) => {
  await sql`
    with open as (
      select id from jobs.step
      where run = ${run} and state in ('waiting', 'ready', 'admitted', 'running') order by id for update
    )
    update jobs.step set state = 'cancelled', due_at = null, job = null, ended_at = clock_timestamp()
    from open where step.id = open.id`.execute(tx)
  await wake(tx, { kind: 'stop', run })
}
