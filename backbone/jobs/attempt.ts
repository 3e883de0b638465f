import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { systemCall } from '../contract/call.ts'
import { Problem } from '../contract/problem.ts'
import type { Database } from '../db/index.ts'
import { failureOf, isPermanent } from './failure.ts'
import type { Notes } from './notes.ts'
import type { Outcome } from './settle.ts'
import type { Started } from './start.ts'
import type { StepContext, StepKind, StepResult, Workflow } from './workflow.ts'

/** Why an attempt is aborted from outside: its step is no longer its own, or the node stops. */
export type Abort = 'lost' | 'cancelled' | 'stopping'

const maxLosses = 5
const maxOutputBytes = 1_000_000
/** How long an aborted attempt may take to clean up before its slot is given away. */
const graceSeconds = 10

/** Does one attempt at a step and says how it ended; undefined when the step is no longer this attempt's to settle. */
export const doAttempt = async (
  env: { db: Database; folder: string; workflows: ReadonlyMap<string, Workflow>; notes: Notes },
  started: Started,
  control: AbortController,
): Promise<Outcome | undefined> => {
  const kind = env.workflows.get(started.workflow)?.steps[started.kind]
  // Another node's program may be newer than ours: it will know what this is.
  if (!kind) return unknownKind(started)
  if (started.losses > maxLosses) {
    return {
      end: 'failed',
      failure: { type: 'worker-lost', title: `The worker was lost ${started.losses} times at this step` },
    }
  }
  const folder = join(env.folder, `${started.id}-${started.attempt}`)
  const timeoutSeconds = Math.min(kind.timeoutSeconds ?? 3600, 82_800)
  const timeout = setTimeout(() => control.abort(tooLong(timeoutSeconds)), timeoutSeconds * 1000)
  try {
    if (!Value.Check(kind.input, started.input)) {
      throw new Problem('invalid-input', 422, `This is not an input for a step '${started.kind}'`)
    }
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const result = await untilAborted(kind.run(contextOf(env, started, folder, control)), control.signal)
    return outcomeOf(result, kind, started, control.signal)
  } catch (error) {
    return failed(error, kind, started, control.signal)
  } finally {
    clearTimeout(timeout)
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

const tooLong = (seconds: number) => new Problem('step-timeout', 504, `The step took longer than ${seconds} s`)

const unknownKind = (started: Started): Outcome => {
  if (started.attempt < 100) return { end: 'back', delaySeconds: 5 }
  const title = `No worker knows the kind of step '${started.kind}' of '${started.workflow}'`
  return { end: 'failed', failure: { type: 'unknown-kind', title } }
}

/** What `work` comes to; once aborted it has `graceSeconds` to come to it. */
const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const over = new AbortController()
  const deaf = (async () => {
    await new Promise<void>((resolve) => {
      if (signal.aborted) return resolve()
      AbortSignal.any([signal, over.signal]).addEventListener('abort', () => resolve(), { once: true })
    })
    await sleep(graceSeconds * 1000, undefined, { signal: over.signal }).catch(() => {})
    throw new Problem('step-deaf', 504, `The step did not stop within ${graceSeconds} s of being told to`)
  })()
  deaf.catch(() => {})
  return Promise.race([work, deaf]).finally(() => over.abort())
}

const contextOf = (
  env: { db: Database; notes: Notes },
  started: Started,
  folder: string,
  control: AbortController,
): StepContext<any, any> => {
  const { id, attempt, run, station, workflow, subject } = started
  const note = { step: id, attempt, run, station }
  return {
    run: { id: run, station, workflow, subject, input: started.run_input },
    key: started.key,
    attempt,
    input: started.input,
    results: started.results ?? {},
    signal: control.signal,
    folder,
    call: systemCall(station, `run:${workflow}`, control.signal),
    progress: (fraction, text) => env.notes.progress(note, fraction, text),
    log: (line) => env.notes.log(note, line),
    commit: (schema, work) =>
      env.db.inStation(schema, station, async (tx) => {
        // Starting and cancelling lock the row whole: neither can happen between this look and the commit.
        const own = await sql`select from jobs.step where id = ${id} and attempt = ${attempt} and state = 'running'
          for key share`.execute(tx)
        if (own.rows.length > 0) return work(tx as never)
        control.abort('lost' satisfies Abort)
        throw new Problem('step-lost', 409, 'This attempt no longer owns the step', { step: started.key, attempt })
      }),
  }
}

const outcomeOf = (result: StepResult | void, kind: StepKind<any, any>, started: Started, signal: AbortSignal) => {
  const reason: unknown = signal.reason
  if (reason === 'lost' || reason === 'cancelled') return undefined
  if (reason instanceof Problem) return failed(reason, kind, started, signal)
  const { output = null, next = [], cpuSeconds = 0 } = result ?? {}
  if (JSON.stringify(output).length > maxOutputBytes) {
    throw new Problem(
      'output-too-large',
      422,
      'The result of the step is too large to be kept; store it and pass its id',
    )
  }
  return { end: 'done', output, next, cpuSeconds } satisfies Outcome
}

const failed = (
  error: unknown,
  kind: StepKind<any, any>,
  started: Started,
  signal: AbortSignal,
): Outcome | undefined => {
  const reason: unknown = signal.reason
  if (reason === 'lost' || reason === 'cancelled') return undefined
  if (reason === 'stopping') return { end: 'back', delaySeconds: 0 }
  const cause = reason instanceof Problem ? reason : error
  const failure = failureOf(cause)
  if (isPermanent(cause) || started.failures >= (kind.retries ?? 2)) return { end: 'failed', failure }
  const pause = (kind.retryDelaySeconds ?? 2) * 2 ** started.failures
  return { end: 'retry', failure, delaySeconds: Math.min(300, pause) * (0.8 + Math.random() * 0.4) }
}
