import type { Static, TObject } from 'typebox'
import type { Call } from '../contract/call.ts'
import type { Contract } from '../contract/contract.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined }
export type JsonObject = { [key: string]: Json | undefined }

/** One step of a run: which work, on what, and after which other steps. */
export type Step = {
  /** Names the step within its run. */
  key: string
  /** `<service>.<work>`, as promised in a contract. */
  kind: string
  title: string
  input: JsonObject
  after?: string[]
  priority?: number
  /** Its share of the run's progress, beside the other steps' weights; 1 unless told. */
  weight?: number
}

/** What a piece of work sees of the run it is a step of. */
export type WorkContext = {
  run: { id: string; station: string; workflow: string; subject: string; input: JsonObject }
  key: string
  attempt: number
  /** Outputs of the steps this one came after, by key. */
  results: Record<string, JsonObject>
  /** Aborts on cancel, time-out, loss of the lease and shutdown. */
  signal: AbortSignal
  /** A folder for this attempt only; removed afterwards. */
  folder: string
  /** The platform acting in the run's station. */
  call: Call
  progress(fraction: number, note?: string): void
  log(line: string): void
  /** CPU time spent in child processes, added to the step's account. */
  spent(cpuSeconds: number): void
}

/** A workflow as plain data: how it begins, and which steps grow out of a finished one. Pure: no I/O, no clock. */
export type Workflow = {
  name: string
  input: TObject
  start(input: any): Step[]
  /** By kind of step: the steps to add once such a step is done. */
  grow: Record<string, (output: any, input: any, key: string) => Step[]>
}

/** Declares a workflow; `input` types what it is started with. */
export const workflow = <const I extends TObject>(w: {
  name: string
  input: I
  start(input: Static<I>): Step[]
  grow?: Record<string, (output: any, input: Static<I>, key: string) => Step[]>
}): Workflow => ({ grow: {}, ...w })

/** A step that does `work` of a service, typed by that service's contract. */
export const step = <C extends Contract, W extends keyof C['work'] & string>(
  c: C,
  work: W,
  s: Omit<Step, 'kind' | 'input'> & { input: Static<NonNullable<C['work']>[W]['input']> },
): Step => ({ ...s, kind: `${c.name}.${work}`, input: s.input as JsonObject })
