import type { Transaction } from 'kysely'
import type { Contract } from '../contract/contract.ts'
import type { Bus } from '../bus/index.ts'
import type { Database } from '../db/index.ts'
import {
  openJobs,
  type Jobs,
  type RunTick,
  type StepContext,
  type StepKind,
  type Workflow as Runnable,
} from '../jobs/index.ts'
import type { Telemetry } from '../telemetry/index.ts'
import type { AnyService, Running } from './service.ts'
import type { JsonObject, WorkContext, Workflow } from './workflow.ts'

type Tell = (station: string, room: string, message: object) => void
type DoWork = (input: object, step: WorkContext) => Promise<object>

/** Opens the jobs engine over the work that the running services promised and the workflows they declared. */
export const openEngine = (options: {
  db: Database
  node: string
  folder: string
  caps: Record<string, number>
  services: AnyService[]
  running: Map<string, Running<Contract>>
  publish: Bus['publish']
  tell: Tell
  telemetry: Telemetry
}): Promise<Jobs> => {
  const { telemetry } = options
  const kinds = kindsOf(options.services, options.running)
  const workflows = [...options.running.values()].flatMap((one) => one.workflows ?? [])
  const watching = watchSteps(telemetry)
  return openJobs({
    db: options.db,
    node: options.node,
    folder: options.folder,
    caps: options.caps,
    workflows: workflows.map((w) => runnable(w, kinds, watching)),
    onChange: (tick) => tellTick(options.tell, tick),
    publish: (tx: Transaction<any>, { station, ...end }) =>
      options.publish(tx, { type: 'runs.ended', station, subject: end.subject ?? end.run, data: end }),
    publishResumed: (tx, { station, ...resumed }) =>
      options.publish(tx, {
        type: 'runs.resumed',
        station,
        subject: resumed.subject ?? resumed.run,
        data: resumed,
      }),
    onError: (err) => telemetry.log.warn({ err }, 'the jobs engine met a difficulty'),
  })
}

type Kind = Omit<StepKind, 'run'> & { work: DoWork }

/** All work promised in contracts, as `<service>.<work>`. */
const kindsOf = (services: AnyService[], running: Map<string, Running<Contract>>): Map<string, Kind> => {
  const kinds = new Map<string, Kind>()
  for (const s of services) {
    const c = s.contract as Contract
    const done = (running.get(c.name)?.work ?? {}) as Record<string, DoWork>
    for (const [name, { queue, input, retries, timeoutSeconds }] of Object.entries(c.work ?? {})) {
      const work = done[name]
      if (!work) throw new Error(`${c.name} promises the work ${name} but does not do it`)
      kinds.set(`${c.name}.${name}`, { queue, input, retries: retries ?? 2, timeoutSeconds, work })
    }
  }
  return kinds
}

/** Called with every attempt that ends: how, after how long, and what it cost. */
type Watch = (s: StepContext, kind: string, ended: { seconds: number; cpuSeconds: number; error?: unknown }) => void

/** Every attempt at a step leaves a line in the log, with the ids of its run and station, and its figures in the metrics. */
const watchSteps = ({ log, histogram, counter }: Telemetry): Watch => {
  const took = histogram(
    'rongmei_step_seconds',
    'Duration of attempts at steps',
    ['kind', 'end'],
    [0.1, 1, 10, 60, 600, 3600],
  )
  const cpu = counter('rongmei_step_cpu_seconds_total', 'CPU time of child processes of steps', ['kind'])
  return (s, kind, { seconds, cpuSeconds, error }) => {
    took.observe({ kind, end: error === undefined ? 'done' : s.signal.aborted ? 'aborted' : 'failed' }, seconds)
    cpu.inc({ kind }, cpuSeconds)
    const about = { run: s.run.id, station: s.run.station, step: s.key, kind, attempt: s.attempt, seconds, cpuSeconds }
    if (error === undefined || s.signal.aborted) log.info(about, 'a step has ended')
    else log.warn({ ...about, err: error }, 'a step has failed')
  }
}

/** A workflow as the engine runs it: every kind of step does its service's work, then grows what comes of it. */
const runnable = (w: Workflow, kinds: Map<string, Kind>, watching: Watch): Runnable => ({
  name: w.name,
  input: w.input,
  start: w.start,
  steps: Object.fromEntries(
    [...kinds].map(([kind, { work, ...rest }]) => [
      kind,
      {
        ...rest,
        async run(s: StepContext) {
          const began = performance.now()
          let cpuSeconds = 0
          const ended = (error?: unknown) =>
            watching(s, kind, { seconds: (performance.now() - began) / 1000, cpuSeconds, error })
          try {
            const output = await work(
              s.input as object,
              workContext(s, (spent) => (cpuSeconds += spent)),
            )
            ended()
            return { output, next: w.grow[kind]?.(output, s.run.input, s.key) ?? [], cpuSeconds }
          } catch (error) {
            ended(error)
            throw error
          }
        },
      },
    ]),
  ),
})

const workContext = (s: StepContext, spent: (cpuSeconds: number) => void): WorkContext => ({
  run: { ...s.run, subject: s.run.subject ?? s.run.id, input: s.run.input as JsonObject },
  key: s.key,
  attempt: s.attempt,
  results: s.results as Record<string, JsonObject>,
  signal: s.signal,
  folder: s.folder,
  call: s.call,
  progress: s.progress,
  log: s.log,
  spent,
})

const tellTick = (tell: Tell, { station, run, steps, ...tick }: RunTick) => {
  tell(station, 'runs', { id: run, ...tick })
  // A run of hundreds of slices is told in pieces that a NOTIFY can carry.
  for (let from = 0; from < steps.length || from === 0; from += 20) {
    tell(station, `runs:${run}`, {
      id: `${run}/${from}/${steps[from]?.key ?? ''}`,
      run,
      ...tick,
      steps: steps.slice(from, from + 20),
    })
  }
}
