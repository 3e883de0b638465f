import type { Transaction } from 'kysely'
import type { Database } from '../db/index.ts'
import type { Workflow } from './workflow.ts'

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
export type StepState = 'waiting' | 'ready' | 'admitted' | 'running' | 'done' | 'failed' | 'cancelled'

/** Why a step or a run failed, in the words of problem+json. */
export type Failure = { type: string; title: string; detail?: Record<string, unknown> }

/** A run that has just ended: told once for each time it ends, in the transaction that ends it. */
export type RunEnd = {
  station: string
  run: string
  workflow: string
  subject: string | null
  state: 'done' | 'failed' | 'cancelled'
  error: Failure | null
  /** Of all its steps so far: when it ends once more, with what they took before. */
  cpuSeconds: number
}

/** A run that had ended and goes on: told once each time, in the transaction that sets it going. */
export type RunResumption = Pick<RunEnd, 'station' | 'run' | 'workflow' | 'subject'>

/** How a run stands, and those of its steps that have changed since the tick before. Progress is 0 to 1. */
export type RunTick = {
  station: string
  run: string
  workflow: string
  subject: string | null
  title: string
  state: RunState
  progress: number
  steps: { key: string; kind: string; title: string; state: StepState; progress: number; note: string | null }[]
}

export type JobsOptions = {
  db: Database
  /** What people call this machine; shown beside the steps it does. */
  node: string
  /** Where attempts get their folders; private to this node. */
  folder: string
  workflows: readonly Workflow[]
  /** How many steps of one station may be admitted or running at once, by queue; the same on every node. */
  caps?: Readonly<Record<string, number>>
  /** Days a finished run and its logs are kept; 90 unless told. */
  keepDays?: number
  /** Called with ticks for people's screens, at most one per run every 150 ms. Best effort. */
  onChange?: (tick: RunTick) => void
  /** Tells that a run ended, in the transaction that ends it. */
  publish?: (tx: Transaction<any>, end: RunEnd) => Promise<void>
  /** Tells that a run which had ended goes on, in the transaction that sets it going. */
  publishResumed?: (tx: Transaction<any>, resumed: RunResumption) => Promise<void>
  /** Told of failures of the engine itself (database away, a tick that threw). Never of failed steps. */
  onError?: (error: unknown) => void
}

/** A run to be done. */
export type Submission = {
  workflow: string
  station: string
  title: string
  /** What it is about (an asset's id): runs can be listed by it. */
  subject?: string
  input?: unknown
  priority?: number
  /** Makes submitting repeatable: with the id of the event that asked for it, it is done once. */
  id?: string
}

/** The engine of durable work on this node. */
export type Jobs = {
  /** Adds a run in the caller's own transaction (of the station, or across stations) and answers with its id. */
  submit(tx: Transaction<any>, run: Submission): Promise<string>
  /** Begins to work: `{ media: 2 }` is up to two steps of queue `media` at once here. Replaces the slots before. */
  work(slots: Readonly<Record<string, number>>): Promise<void>
  /** Takes no new steps, waits for those running, aborts the rest after `drainSeconds` and puts them back. */
  stopWork(options?: { drainSeconds?: number }): Promise<void>
  /** Ends a run as cancelled and aborts its steps wherever they run. `not-found` 404, `run-ended` 409. */
  cancel(run: string): Promise<void>
  /** Does the failed and cancelled steps of a failed or cancelled run again. `not-found` 404, `run-not-failed` 409. */
  retry(run: string): Promise<void>
  /** Does one finished step and all that came of it or after it again. `not-found` 404, `step-running` 409. */
  redo(run: string, stepKey: string): Promise<void>
  /** Calls `handler` at the times of a cron expression, on one node of those that asked for it. */
  cron(name: string, expression: string, handler: () => Promise<void>, options?: { timeZone?: string }): Promise<void>
  /** Stops working (without waiting for running steps) and lets go of the database. */
  close(): Promise<void>
}
