import type { Static, TSchema } from 'typebox'
import type { Transaction } from 'kysely'
import type { Call } from '../contract/call.ts'

/** A step to be done, as a workflow asks for it: at the start, or from within a step (`next`). */
export type StepSpec = {
  /** Unique in its run; other steps wait for it and read its result by this name. */
  key: string
  /** Which of the workflow's `steps` does it. */
  kind: string
  input?: unknown
  /** Keys of the steps of the same run that must be done first; their results are passed on. */
  after?: readonly string[]
  /** Another queue than the kind's own. */
  queue?: string
  /** Higher goes first; the run's own priority unless told. */
  priority?: number
  /** Share of the run's progress, 1 unless told. With shares that sum to 1 it does not fall when steps are added. */
  weight?: number
  /** What people read; the key unless told. */
  title?: string
}

/** What an attempt hands back: a result for the steps after it, and steps it found to be needed. */
export type StepResult = { output?: unknown; next?: readonly StepSpec[]; cpuSeconds?: number }

/** What one attempt at a step works with. */
export type StepContext<StepInput = unknown, RunInput = unknown> = {
  run: { id: string; station: string; workflow: string; subject: string | null; input: RunInput }
  key: string
  /** 1 for the first; unique for this step even after a lost worker, a retry or a redo. */
  attempt: number
  input: StepInput
  /** Outputs of the steps in `after`, by key. */
  results: Record<string, unknown>
  /** Aborts when the run is cancelled, the step takes too long, its lease is lost or the node stops: kill children. */
  signal: AbortSignal
  /** A folder of this attempt alone; created before, removed afterwards. */
  folder: string
  /** The platform acting in the run's station; aborts with `signal`. */
  call: Call
  /** How far this step is (0 to 1), and what it is at. Cheap: call as often as you like. */
  progress(fraction: number, note?: string): void
  /** Adds a line to the step's log. Cheap; the last 500 lines of a step are kept, 500 characters each. */
  log(line: string): void
  /**
   * One transaction in `schema`, seeing the run's station only, that happens only if this attempt still owns the step;
   * `step-lost` 409 otherwise. For results that must be written once, whatever becomes of the worker.
   */
  commit<DB, T>(schema: string, work: (tx: Transaction<DB>) => Promise<T>): Promise<T>
}

/** How one kind of step is done. It must be safe to do again: a worker may die after the work, before the record. */
export type StepKind<StepInput extends TSchema = TSchema, RunInput = unknown> = {
  queue: string
  /** What it takes (`Nothing` for nothing). Checked before every attempt; a step with another input fails at once. */
  input: StepInput
  /** Further attempts after one that failed; 2 unless told. Errors that are `permanent` or a 4xx Problem get none. */
  retries?: number
  /** Pause before the first further attempt, doubled for each one after it, at most 5 minutes; 2 unless told. */
  retryDelaySeconds?: number
  /** After this long the attempt is aborted and counts as failed; 3600 unless told, at most 82800 (23 h). */
  timeoutSeconds?: number
  run(step: StepContext<Static<StepInput>, RunInput>): Promise<StepResult | void>
}

/** A workflow: what it takes, how it starts, and the kinds of step it is made of. */
export type Workflow<I extends TSchema = any> = {
  name: string
  input: I
  start(input: Static<I>): StepSpec[]
  steps: Record<string, StepKind<any, any>>
}

/** Declares a workflow. Each kind of step knows the type of its own input and of the run's. */
export const workflow = <I extends TSchema, S extends Record<string, TSchema>>(
  name: string,
  declared: {
    input: I
    start: (input: Static<I>) => StepSpec[]
    steps: { [K in keyof S]: StepKind<S[K], Static<I>> }
  },
): Workflow<I> => ({ name, ...declared })

/** Writes a StepSpec briefly: `step('concat', 'concat', { asset }, { after: ['a', 'b'] })`. */
export const step = (
  key: string,
  kind: string,
  input: unknown = {},
  rest: Omit<StepSpec, 'key' | 'kind' | 'input'> = {},
): StepSpec => ({ key, kind, input, ...rest })
