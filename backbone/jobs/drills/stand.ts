import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, type Database } from '#backbone/db'
import { openJobs, type Jobs, type JobsOptions, type RunEnd, type Submission } from '../index.ts'
import { logbook } from './workflows.ts'

export type Engine = { db: Database; jobs: Jobs; ends: RunEnd[]; errors: unknown[]; close(): Promise<void> }
type Settings = Omit<Partial<JobsOptions>, 'workflows'> & { connections?: number }

/** An engine with its own pool, as a node would have it; it writes down the ends it published. */
export const openEngine = async (
  url: string,
  workflows: (db: Database) => JobsOptions['workflows'],
  settings: Settings = {},
): Promise<Engine> => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-jobs-'))
  const db = openDatabase(url, { connections: settings.connections ?? 8 })
  const ends: RunEnd[] = []
  const errors: unknown[] = []
  const publish = async (_tx: unknown, end: RunEnd) => void ends.push(end)
  const onError = (error: unknown) => void errors.push(error)
  const jobs = await openJobs({ db, node: 'here', folder, workflows: workflows(db), publish, onError, ...settings })
  return {
    db,
    jobs,
    ends,
    errors,
    async close() {
      await jobs.close()
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Submits a run as a service would: in a transaction of its station. */
export const submit = ({ db, jobs }: Engine, run: Omit<Submission, 'title'> & { title?: string }): Promise<string> =>
  db.inStation('jobs', run.station, (tx) => jobs.submit(tx, { title: run.workflow, ...run }))

/** Looks until there is something to see. The time-out is a safety, never a claim. */
export const until = async <T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 60,
): Promise<T> => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(25)) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
  }
  throw new Error(`waited ${seconds} s in vain`)
}

/** Waits for a run to end and answers with its state. */
export const ended = ({ db }: Engine, run: string, seconds = 60): Promise<string> =>
  until(async () => {
    const { rows } = await db.pool.query('select state from jobs.run where id = $1 and ended_at is not null', [run])
    return rows[0]?.state as string | undefined
  }, seconds)

export type StepSeen = { key: string; state: string; attempt: number; output: unknown; error: any; node: string }
export const stepsOf = async ({ db }: Engine, run: string): Promise<Record<string, StepSeen>> => {
  const { rows } = await db.pool.query<StepSeen>(
    'select key, state, attempt, output, error, node from jobs.step where run = $1 order by id',
    [run],
  )
  return Object.fromEntries(rows.map((row) => [row.key, row]))
}

/** Worker processes of their own, which can be killed and frozen. */
export const startWorker = async (url: string, node: string, slots: number): Promise<ChildProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-jobs-'))
  const child = fork(new URL('./worker.ts', import.meta.url), [url, node, String(slots), folder])
  child.once('exit', () => void rm(folder, { recursive: true, force: true }))
  await once(child, 'message')
  return child
}

export const killAll = async (children: ChildProcess[]) => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

export type Entry = {
  run: string
  key: string
  attempt: number
  pid: number
  child: number | null
  began: Date
  ended: Date | null
  outcome: string | null
}
export const openLogbook = async (db: Database) => {
  await db.pool.query(logbook)
  return async (): Promise<Entry[]> => (await db.pool.query<Entry>('select * from public.logbook order by id')).rows
}

/** Whether a process is there (and no zombie waiting to be collected). */
export const isAlive = async (pid: number): Promise<boolean> => {
  const { readFile } = await import('node:fs/promises')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) Z /.test(stat)
}
