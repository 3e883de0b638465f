import { sql, type Transaction } from 'kysely'
import type { Database } from '../db/index.ts'
import { runProgress } from './ticks.ts'
import type { Failure, RunState, StepState } from './types.ts'

export type RunRow = {
  id: string
  number: string
  workflow: string
  subject: string | null
  title: string
  state: RunState
  progress: number
  priority: number
  error: Failure | null
  created_at: Date
  started_at: Date | null
  ended_at: Date | null
  cpu_seconds: number | null
}
export type StepRow = {
  id: string
  key: string
  kind: string
  title: string
  queue: string
  state: StepState
  progress: number
  note: string | null
  after: string[]
  grew_from: string | null
  attempt: number
  node: string | null
  due_at: Date | null
  started_at: Date | null
  ended_at: Date | null
  error: Failure | null
  cpu_seconds: number | null
}
export type LineRow = { id: string; attempt: number; at: Date; line: string }
export type QueueRow = { queue: string; ready: number; admitted: number; running: number }
export type WorkRow = Pick<StepRow, 'key' | 'kind' | 'title' | 'queue' | 'progress' | 'node'> & {
  run: string
  run_title: string
  workflow: string
  state: 'ready' | 'admitted' | 'running'
  since: Date
}
export type WorkerRow = { node: string; slots: Record<string, number>; started_at: Date; seen_at: Date }

type Tx = Transaction<any>
export type RunFilter = { workflow?: string; state?: RunState; subject?: string; before?: string | undefined }

const runColumns = sql`run.id, run.number, run.workflow, run.subject, run.title, run.state, ${runProgress} as progress,
  run.priority, run.error, run.created_at, run.started_at, run.ended_at,
  (select sum(s.cpu_seconds)::real from jobs.step as s where s.run = run.id) as cpu_seconds`

/** Up to `count` runs, newest first. */
export const listRuns = async (tx: Tx, { workflow, state, subject, before }: RunFilter, count: number) => {
  const only = [
    ...(workflow ? [sql`run.workflow = ${workflow}`] : []),
    ...(state ? [sql`run.state = ${state}`] : []),
    ...(subject ? [sql`run.subject = ${subject}`] : []),
    ...(before ? [sql`run.number < ${before}::bigint`] : []),
  ]
  const { rows } = await sql<RunRow>`
    select ${runColumns} from jobs.run as run where ${only.length > 0 ? sql.join(only, sql` and `) : sql`true`}
    order by run.number desc limit ${count}`.execute(tx)
  return rows
}

export const findRun = async (tx: Tx, run: string): Promise<RunRow | undefined> => {
  const { rows } = await sql<RunRow>`select ${runColumns} from jobs.run as run where run.id = ${run}`.execute(tx)
  return rows[0]
}

const stepColumns = sql`id, key, kind, title, queue, state, progress, note, after, attempt, node, due_at, started_at,
  ended_at, error, cpu_seconds, (select maker.key from jobs.step as maker where maker.id = step.made_by) as grew_from`

export const stepsOf = async (tx: Tx, run: string): Promise<StepRow[]> => {
  const { rows } = await sql<StepRow>`select ${stepColumns} from jobs.step where run = ${run} order by id`.execute(tx)
  return rows
}

export const findStep = async (tx: Tx, run: string, key: string): Promise<StepRow | undefined> => {
  const { rows } = await sql<StepRow>`
    select ${stepColumns} from jobs.step where run = ${run} and key = ${key}`.execute(tx)
  return rows[0]
}

/** Up to `count` lines of a step's log after the line `after`, oldest first. */
export const linesOf = async (tx: Tx, step: string, after: string, count: number): Promise<LineRow[]> => {
  const { rows } = await sql<LineRow>`
    select id, attempt, at, line from jobs.step_log where step = ${step} and id > ${after}::bigint
    order by id limit ${count}`.execute(tx)
  return rows
}

/** How many of the station's steps are ready, admitted and running, by queue. */
export const countSteps = async (tx: Tx): Promise<QueueRow[]> => {
  const { rows } = await sql<QueueRow>`
    select queue, (count(*) filter (where state = 'ready'))::int as ready,
      (count(*) filter (where state = 'admitted'))::int as admitted,
      (count(*) filter (where state = 'running'))::int as running
    from jobs.step where state in ('ready', 'admitted', 'running') group by queue`.execute(tx)
  return rows
}

/** What runs in each queue, then what comes next there: at most `most` steps a queue, in the order of being done. */
export const stepsUnderWay = async (tx: Tx, most: number): Promise<WorkRow[]> => {
  const { rows } = await sql<WorkRow>`
    select step.run, run.title as run_title, run.workflow, step.key, step.kind, step.title, step.queue, step.state,
      step.progress, step.node, coalesce(case step.state when 'running' then step.started_at else step.ready_at end,
        run.created_at) as since
    from (select s.*, row_number() over (partition by s.queue
        order by case s.state when 'running' then 0 when 'admitted' then 1 else 2 end, s.priority desc,
          coalesce(s.started_at, s.ready_at), s.id) as place
      from jobs.step as s where s.state in ('ready', 'admitted', 'running')) as step
    join jobs.run as run on run.id = step.run
    where step.place <= ${most} order by step.queue, step.place`.execute(tx)
  return rows
}

/** The workers that have lately given a sign of life; they belong to no station. */
export const liveWorkers = async (db: Database): Promise<WorkerRow[]> => {
  const { rows } = await sql<WorkerRow>`
    select node, slots, started_at, seen_at from jobs.worker
    where seen_at > clock_timestamp() - interval '15 seconds' order by node, started_at`.execute(db.kysely)
  return rows
}
