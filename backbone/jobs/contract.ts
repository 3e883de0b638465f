import { Type } from 'typebox'
import { contract } from '../contract/contract.ts'
import { Id, Instant, Name, Nothing, Page, paged } from '../contract/schemas.ts'

const Failure = Type.Object({
  type: Type.String(),
  title: Type.String(),
  detail: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
const Progress = Type.Number({ minimum: 0, maximum: 1, description: 'From 0 to 1' })
const RunState = Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled'])
const Ended = Type.Enum(['done', 'failed', 'cancelled'])
const StepState = Type.Enum(['waiting', 'ready', 'admitted', 'running', 'done', 'failed', 'cancelled'])

/** A run as it stands in lists. */
export const Run = Type.Object({
  id: Id,
  workflow: Type.String(),
  subject: Type.Optional(Type.String({ description: 'What it is about, such as the id of an asset' })),
  title: Type.String(),
  state: RunState,
  progress: Progress,
  priority: Type.Integer(),
  error: Type.Optional(Failure),
  createdAt: Instant,
  startedAt: Type.Optional(Instant),
  endedAt: Type.Optional(Instant),
  cpuSeconds: Type.Optional(Type.Number({ description: 'What its steps took so far' })),
})

const Step = Type.Object({
  key: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  queue: Type.String(),
  state: StepState,
  progress: Progress,
  note: Type.Optional(Type.String()),
  after: Type.Array(Type.String(), { description: 'Keys of the steps it waits for' }),
  grewFrom: Type.Optional(Type.String({ description: 'Key of the step whose result asked for this one' })),
  attempt: Type.Integer({ description: 'How many times it was started' }),
  worker: Type.Optional(Type.String({ description: 'The node that does it or did it last' })),
  dueAt: Type.Optional(Instant),
  startedAt: Type.Optional(Instant),
  endedAt: Type.Optional(Instant),
  error: Type.Optional(Failure),
  cpuSeconds: Type.Optional(Type.Number()),
})

const LogLine = Type.Object({ attempt: Type.Integer(), at: Instant, line: Type.String() })

const QueueState = Type.Object({
  name: Type.String(),
  slots: Type.Integer({ description: 'How many steps all live workers can do at once' }),
  ready: Type.Integer({ description: 'Steps of the station that could run if there were room' }),
  admitted: Type.Integer({ description: 'Steps of the station that the next free slots will do' }),
  running: Type.Integer({ description: 'Steps of the station that run' }),
  workers: Type.Array(Type.Object({ node: Type.String(), slots: Type.Integer(), startedAt: Instant, seenAt: Instant })),
})

const Work = Type.Object({
  run: Id,
  runTitle: Type.String(),
  workflow: Type.String(),
  step: Type.String({ description: 'Key of the step' }),
  kind: Type.String(),
  title: Type.String(),
  queue: Type.String(),
  state: Type.Enum(['ready', 'admitted', 'running']),
  progress: Progress,
  worker: Type.Optional(Type.String({ description: 'The node that does it' })),
  since: Instant,
})

const key = Name(200)

/** What the console sees of the work: runs, their steps and logs, and what one may do about them. */
export const runs = contract({
  name: 'runs',
  summary: 'Durable work: runs of workflows, their steps, and the workers',
  operations: {
    list: {
      http: 'GET /runs',
      summary: 'Runs of the station, newest first',
      scope: 'runs:read',
      input: paged({
        workflow: Type.Optional(Name(100)),
        state: Type.Optional(RunState),
        subject: Type.Optional(Name(200)),
      }),
      output: Page(Run),
    },
    get: {
      http: 'GET /runs/:run',
      summary: 'One run with its steps',
      scope: 'runs:read',
      input: Type.Object({ run: Id }),
      output: Type.Interface([Run], { steps: Type.Array(Step) }),
    },
    log: {
      http: 'GET /runs/:run/steps/:step/log',
      summary: 'The log of a step, oldest line first',
      scope: 'runs:read',
      input: paged({ run: Id, step: key }),
      output: Page(LogLine),
    },
    cancel: {
      http: 'POST /runs/:run/cancel',
      summary: 'Cancel a run; its steps stop wherever they run',
      scope: 'runs:write',
      input: Type.Object({ run: Id }),
      output: Nothing,
    },
    retry: {
      http: 'POST /runs/:run/retry',
      summary: 'Do the failed and cancelled steps of a run again',
      scope: 'runs:write',
      input: Type.Object({ run: Id }),
      output: Nothing,
    },
    redo: {
      http: 'POST /runs/:run/steps/:step/redo',
      summary: 'Do a step, and all that came of it or after it, again',
      scope: 'runs:write',
      input: Type.Object({ run: Id, step: key }),
      output: Nothing,
    },
    queues: {
      http: 'GET /queues',
      summary: 'The queues, the workers on them, and what waits in them',
      scope: 'runs:read',
      input: Nothing,
      output: Type.Array(QueueState),
    },
    work: {
      http: 'GET /work',
      summary: 'What runs in each queue and what comes next there: at most twenty steps a queue',
      scope: 'runs:read',
      input: Nothing,
      output: Type.Object({ items: Type.Array(Work) }),
    },
  },
  events: {
    /** A run has come to its end; told once each time it does. */
    ended: Type.Object({
      run: Id,
      workflow: Type.String(),
      subject: Type.Union([Type.String(), Type.Null()]),
      state: Ended,
      error: Type.Union([Failure, Type.Null()]),
      cpuSeconds: Type.Number({ description: 'What its steps took so far, all attempts that were done together' }),
    }),
    /** A run that had ended goes on: somebody had it retried, or a step of it redone. */
    resumed: Type.Object({
      run: Id,
      workflow: Type.String(),
      subject: Type.Union([Type.String(), Type.Null()]),
    }),
  },
})
