import { migrate } from '../db/index.ts'
import { cancelRun, redoStep, retryRun } from './control.ts'
import { takeNotes } from './notes.ts'
import { openQueue } from './queue.ts'
import { removeOldRuns } from './retention.ts'
import { submitRun } from './submit.ts'
import { makeTicks } from './ticks.ts'
import type { Jobs, JobsOptions } from './types.ts'
import { openWorker, type Worker } from './worker.ts'

/**
 * Opens the engine of durable work: brings its tables up to date and is ready to take runs. Steps are done here only
 * after `work`. Several nodes may open it at once on an empty database.
 */
export const openJobs = async (options: JobsOptions): Promise<Jobs> => {
  const { db } = options
  const workflows = new Map(options.workflows.map((workflow) => [workflow.name, workflow]))
  if (workflows.size !== options.workflows.length) throw new Error('two workflows of the same name')
  const onError = options.onError ?? (() => {})
  const kinds = options.workflows.flatMap((workflow) => Object.values(workflow.steps))
  await migrate(db, 'jobs', new URL('./migrations/', import.meta.url))
  const queue = await openQueue(db, [...new Set(kinds.map((kind) => kind.queue))], onError)
  const ticks = makeTicks(db, options.onChange, onError)
  const notes = takeNotes(db, (run) => ticks.moved(run), onError)
  let worker: Promise<Worker> | undefined

  const stopWork = async (drainSeconds: number) => {
    const stopping = worker
    worker = undefined
    await (await stopping)?.stop(drainSeconds)
  }
  const jobs: Jobs = {
    submit: (tx, run) => submitRun(tx, workflows, queue.has, run),
    async work(slots) {
      const unknown = Object.keys(slots).find((name) => !queue.has(name))
      if (unknown) throw new Error(`no step of any workflow works in queue '${unknown}'`)
      if (worker) return (await worker).setSlots(slots)
      worker = openWorker({ options, db, queue, workflows, notes, ticks, onError }, slots)
      worker.catch(() => (worker = undefined))
      await worker
    },
    stopWork: ({ drainSeconds = 60 } = {}) => stopWork(drainSeconds),
    async cancel(run) {
      await db.across('jobs', (tx) => cancelRun(tx, run, options.publish))
      ticks.moved(run)
    },
    async retry(run) {
      await db.across('jobs', (tx) => retryRun(tx, run, options.publishResumed))
      ticks.moved(run)
    },
    async redo(run, stepKey) {
      await db.across('jobs', (tx) => redoStep(tx, run, stepKey, options.publishResumed))
      ticks.moved(run)
    },
    cron: (name, expression, handler, { timeZone = 'UTC' } = {}) => queue.cron(name, expression, timeZone, handler),
    async close() {
      await stopWork(0)
      await notes.close()
      await ticks.close()
      await queue.close()
    },
  }
  const tidy = async () => void (await removeOldRuns(db, options.keepDays ?? 90))
  await jobs.cron('jobs-retention', '17 3 * * *', tidy).catch(async (cause: unknown) => {
    await jobs.close()
    throw cause
  })
  return jobs
}
