import { sql, type Transaction } from 'kysely'
import type { Database } from '../db/index.ts'
import { endRun, lockRuns } from './ending.ts'
import type { Claim, Queue } from './queue.ts'
import { addSteps } from './steps.ts'
import type { Failure, JobsOptions } from './types.ts'
import type { StepSpec, Workflow } from './workflow.ts'

/** How an attempt ended. `retry` waits before the next attempt; `back` puts the step back as if it was not tried. */
export type Outcome =
  | { end: 'done'; output: unknown; next: readonly StepSpec[]; cpuSeconds: number }
  | { end: 'failed'; failure: Failure }
  | { end: 'retry'; failure: Failure; delaySeconds: number }
  | { end: 'back'; delaySeconds: number }

/** An outcome to be written down. */
export type Settlement = { step: string; attempt: number; run: string; queue: string; claim: Claim; outcome: Outcome }

const stateAfter = (outcome: Outcome): string => {
  if (outcome.end === 'done' || outcome.end === 'failed') return outcome.end
  return 'waiting'
}

type Written = { id: string; run: string; key: string; state: string }

/**
 * Writes outcomes down, all in one transaction: results, steps that became ready or were newly asked for, runs that
 * ended and the word of it, and the queue entries that are no longer needed. Outcomes of attempts that no longer own
 * their step write nothing. Answers with the runs that changed.
 */
export const settle = (
  db: Database,
  queue: Queue,
  workflows: ReadonlyMap<string, Workflow>,
  publish: JobsOptions['publish'],
  batch: Settlement[],
): Promise<Set<string>> =>
  db.across('jobs', async (tx) => {
    // With the runs locked, whatever their steps show afterwards is the latest: two last steps cannot miss each other.
    const runs = await lockRuns(tx, [...new Set(batch.map((one) => one.run))])
    const written = await write(tx, batch)
    const done = written.filter((row) => row.state === 'done')
    await unblock(tx, done)
    await addAsked(tx, queue, workflows, runs, batch, done)
    for (const row of written.filter((row) => row.state === 'failed')) {
      const { outcome } = batch.find((one) => one.step === row.id)!
      await endRun(tx, row.run, 'failed', outcome.end === 'failed' ? outcome.failure : null, publish)
    }
    await endFinished(tx, [...new Set(done.map((row) => row.run))], publish)
    for (const [name, settled] of Map.groupBy(batch, (one) => one.queue)) {
      await queue.remove(
        name,
        settled.map((one) => one.claim),
        tx,
      )
    }
    return new Set(written.map((row) => row.run))
  })

const write = async (tx: Transaction<any>, batch: Settlement[]): Promise<Written[]> => {
  const rows = batch.map(({ step, attempt, outcome }) => ({
    step,
    attempt,
    state: stateAfter(outcome),
    failed: Number('failure' in outcome),
    output: outcome.end === 'done' ? outcome.output : undefined,
    cpu: outcome.end === 'done' ? outcome.cpuSeconds : 0,
    error: 'failure' in outcome ? outcome.failure : undefined,
    delay: 'delaySeconds' in outcome ? outcome.delaySeconds : undefined,
  }))
  const { rows: written } = await sql<Written>`
    update jobs.step as s set state = o.state, output = o.output, error = o.error, failures = s.failures + o.failed,
      cpu_seconds = case when o.cpu > 0 then coalesce(s.cpu_seconds, 0) + o.cpu else s.cpu_seconds end,
      progress = case when o.state = 'done' then 1 else s.progress end, ended_at = clock_timestamp(), job = null,
      due_at = clock_timestamp() + o.delay * interval '1 second'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o(step uuid, attempt int, state text, failed int,
      output jsonb, cpu real, error jsonb, delay real)
    where s.id = o.step and s.attempt = o.attempt and s.state = 'running'
    returning s.id, s.run, s.key, s.state`.execute(tx)
  return written
}

const unblock = async (tx: Transaction<any>, done: Written[]) => {
  if (done.length === 0) return
  await sql`
    with freed as (
      select w.id, count(*)::int as n
      from unnest(${done.map((row) => row.run)}::uuid[], ${done.map((row) => row.key)}::text[]) as d(run, key)
      join jobs.step as w on w.run = d.run and w.state = 'waiting' and d.key = any(w.after)
      group by w.id
    )
    update jobs.step as s set missing = s.missing - freed.n,
      state = case when s.missing = freed.n then 'ready' else 'waiting' end,
      ready_at = case when s.missing = freed.n then clock_timestamp() end
    from freed where s.id = freed.id`.execute(tx)
}

const addAsked = async (
  tx: Transaction<any>,
  queue: Queue,
  workflows: ReadonlyMap<string, Workflow>,
  runs: Awaited<ReturnType<typeof lockRuns>>,
  batch: Settlement[],
  done: Written[],
) => {
  const settled = new Set(done.map((row) => row.id))
  const asked = batch.flatMap(({ step, run, outcome }) =>
    settled.has(step) && outcome.end === 'done' && outcome.next.length > 0
      ? [{ run: runs.get(run)!, specs: outcome.next, madeBy: step }]
      : [],
  )
  if (asked.length === 0) return
  const { rows } = await sql<{ run: string; key: string; state: string }>`
    select run, key, state from jobs.step where run = any(${asked.map((one) => one.run.id)}::uuid[])`.execute(tx)
  const existing = new Map(
    [...Map.groupBy(rows, (row) => row.run)].map(([run, steps]) => [run, new Map(steps.map((s) => [s.key, s.state]))]),
  )
  // One at a time where several steps of a run ask at once: each must see the keys of the one before.
  for (const one of asked) {
    await addSteps(tx, workflows, queue.has, [one], existing)
    const keys = existing.get(one.run.id)!
    for (const spec of one.specs) keys.set(spec.key, 'new')
  }
}

/** Ends the runs that have nothing left to do: done, or failed if steps wait for what cannot come any more. */
const endFinished = async (tx: Transaction<any>, runs: string[], publish: JobsOptions['publish']) => {
  if (runs.length === 0) return
  const { rows } = await sql<{ run: string; done: boolean }>`
    select run, bool_and(state = 'done') as done from jobs.step where run = any(${runs}::uuid[]) group by run
    having not bool_or(state in ('ready', 'admitted', 'running') or due_at is not null)`.execute(tx)
  for (const { run, done } of rows) {
    const stuck: Failure = { type: 'steps-unreachable', title: 'Steps wait for others that will not come' }
    await endRun(tx, run, done ? 'done' : 'failed', done ? null : stuck, publish)
  }
}
