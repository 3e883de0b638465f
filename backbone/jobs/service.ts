import type { Static } from 'typebox'
import type { Call } from '../contract/call.ts'
import type { Api } from '../contract/contract.ts'
import { fromCursor, pageOf } from '../contract/cursor.ts'
import { Problem } from '../contract/problem.ts'
import type { Database } from '../db/index.ts'
import type { Run, runs } from './contract.ts'
import * as store from './store.ts'
import type { Jobs } from './types.ts'

const runNotFound = (run: string) => new Problem('not-found', 404, 'There is no such run', { run })
const stepNotFound = (run: string, step: string) =>
  new Problem('not-found', 404, 'There is no such step', { run, step })

/** Steps shown of each queue. */
const mostShown = 20

/** The runs of a station, for its staff: reads go past the station's row security, deeds go to the engine. */
export const runsApi = (jobs: Jobs, db: Database): Api<typeof runs> => {
  const read = <T>(call: Call, work: Parameters<typeof db.inStation<any, T>>[2]) =>
    db.inStation<any, T>('jobs', call.station, work)
  /** The engine knows no stations: a run of another one is not found. */
  const own = (call: Call, run: string) =>
    read(call, async (tx) => {
      if (!(await store.findRun(tx, run))) throw runNotFound(run)
    })

  return {
    list: async ({ cursor, limit = 50, ...filter }, call) => {
      const before = cursor === undefined ? undefined : numberIn(cursor)
      const rows = await read(call, (tx) => store.listRuns(tx, { ...filter, before }, limit + 1))
      return pageOf(rows, limit, (row) => [row.number], runOf)
    },
    get: async ({ run }, call) =>
      read(call, async (tx) => {
        const row = await store.findRun(tx, run)
        if (!row) throw runNotFound(run)
        return { ...runOf(row), steps: (await store.stepsOf(tx, run)).map(stepOf) }
      }),
    log: async ({ run, step: key, cursor, limit = 50 }, call) => {
      const after = cursor === undefined ? '0' : numberIn(cursor)
      const rows = await read(call, async (tx) => {
        const step = await store.findStep(tx, run, key)
        if (!step) throw stepNotFound(run, key)
        return store.linesOf(tx, step.id, after, limit + 1)
      })
      return pageOf(
        rows,
        limit,
        (row) => [row.id],
        ({ attempt, at, line }) => ({ attempt, at: at.toISOString(), line }),
      )
    },
    cancel: async ({ run }, call) => {
      await own(call, run)
      await jobs.cancel(run)
      return {}
    },
    retry: async ({ run }, call) => {
      await own(call, run)
      await jobs.retry(run)
      return {}
    },
    redo: async ({ run, step }, call) => {
      await own(call, run)
      await jobs.redo(run, step)
      return {}
    },
    queues: async (_input, call) => {
      const [counts, workers] = await Promise.all([read(call, store.countSteps), store.liveWorkers(db)])
      const byQueue = new Map(counts.map((row) => [row.queue, row]))
      const names = new Set([...byQueue.keys(), ...workers.flatMap((worker) => Object.keys(worker.slots))])
      return [...names].toSorted().map((name) => queueOf(name, byQueue.get(name), workers))
    },
    work: async (_input, call) => {
      const rows = await read(call, (tx) => store.stepsUnderWay(tx, mostShown))
      return { items: rows.map(workOf) }
    },
  }
}

const badCursor = () => new Problem('bad-cursor', 400, 'This cursor did not come from the page before')
const numberIn = (cursor: string): string => {
  const [key] = fromCursor(cursor, 1)
  if (typeof key !== 'string' || !/^\d{1,18}$/.test(key)) throw badCursor()
  return key
}

/** Leaves out what is not there: JSON of ours has no nulls where a thing is absent. */
const present = <K extends string, T>(key: K, value: T | null): { [k in K]?: T } =>
  (value === null ? {} : { [key]: value }) as { [k in K]?: T }
const instant = <K extends string>(key: K, at: Date | null) => present(key, at && at.toISOString())

const runOf = (row: store.RunRow): Static<typeof Run> => ({
  id: row.id,
  workflow: row.workflow,
  ...present('subject', row.subject),
  title: row.title,
  state: row.state,
  progress: row.progress,
  priority: row.priority,
  ...present('error', row.error),
  createdAt: row.created_at.toISOString(),
  ...instant('startedAt', row.started_at),
  ...instant('endedAt', row.ended_at),
  ...present('cpuSeconds', row.cpu_seconds),
})

const stepOf = (row: store.StepRow) => ({
  key: row.key,
  kind: row.kind,
  title: row.title,
  queue: row.queue,
  state: row.state,
  progress: row.progress,
  ...present('note', row.note),
  after: row.after,
  attempt: row.attempt,
  ...present('worker', row.node),
  ...present('grewFrom', row.grew_from),
  ...instant('dueAt', row.due_at),
  ...instant('startedAt', row.started_at),
  ...instant('endedAt', row.ended_at),
  ...present('error', row.error),
  ...present('cpuSeconds', row.cpu_seconds),
})

const workOf = (row: store.WorkRow) => ({
  run: row.run,
  runTitle: row.run_title,
  workflow: row.workflow,
  step: row.key,
  kind: row.kind,
  title: row.title,
  queue: row.queue,
  state: row.state,
  progress: row.progress,
  ...(row.state === 'running' ? present('worker', row.node) : {}),
  since: row.since.toISOString(),
})

const queueOf = (name: string, counts: store.QueueRow | undefined, workers: store.WorkerRow[]) => {
  const here = workers.flatMap(({ node, slots, started_at: started, seen_at: seen }) =>
    slots[name] ? [{ node, slots: slots[name], startedAt: started.toISOString(), seenAt: seen.toISOString() }] : [],
  )
  return {
    name,
    slots: here.reduce((sum, worker) => sum + worker.slots, 0),
    ready: counts?.ready ?? 0,
    admitted: counts?.admitted ?? 0,
    running: counts?.running ?? 0,
    workers: here,
  }
}
