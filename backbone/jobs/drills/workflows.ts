import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import type { Database } from '#backbone/db'
import { step, workflow } from '../index.ts'

/** The table in which drills write down what really ran, when, and in which process; no part of the engine. */
export const logbook = `create table public.logbook (
  id bigint generated always as identity, run uuid, key text, attempt int, pid int, child int,
  began timestamptz not null default clock_timestamp(), ended timestamptz, outcome text)`

/** Steps that nap, and steps that run a real ffmpeg; both write into the logbook past the engine. */
export const drillWorkflow = (db: Database) => {
  const began = async (run: string, key: string, attempt: number, child: number | null = null) => {
    const { rows } = await db.pool.query(
      'insert into public.logbook (run, key, attempt, pid, child) values ($1, $2, $3, $4, $5) returning id',
      [run, key, attempt, process.pid, child],
    )
    return rows[0].id as string
  }
  const ended = (id: string, outcome: string) =>
    db.pool.query('update public.logbook set ended = clock_timestamp(), outcome = $2 where id = $1', [id, outcome])

  return workflow('drill', {
    input: Type.Object({ count: Type.Integer(), ms: Type.Integer(), kind: Type.Enum(['nap', 'encode']) }),
    start: (input) => [step('plan', 'plan', input)],
    steps: {
      plan: {
        queue: 'drill',
        input: Type.Object({ count: Type.Integer(), ms: Type.Integer(), kind: Type.String() }),
        run: async ({ input }) => {
          const keys = Array.from({ length: input.count }, (_, i) => `${input.kind}-${i}`)
          const naps = keys.map((key) => step(key, input.kind, { ms: input.ms }))
          return { next: [...naps, step('gather', 'gather', {}, { after: keys })] }
        },
      },
      nap: {
        queue: 'drill',
        input: Type.Object({ ms: Type.Integer() }),
        run: async ({ run, key, attempt, input, signal }) => {
          const id = await began(run.id, key, attempt)
          await sleep(input.ms, undefined, { signal }).catch(() => {})
          await ended(id, signal.aborted ? `aborted: ${String(signal.reason)}` : 'done')
          return { output: process.pid }
        },
      },
      encode: {
        queue: 'drill',
        input: Type.Object({ ms: Type.Integer() }),
        run: async ({ run, key, attempt, input, signal }) => {
          const seconds = String(input.ms / 1000)
          const args = [
            '-v',
            'error',
            '-re',
            '-f',
            'lavfi',
            '-i',
            'color=s=64x64:r=5',
            '-t',
            seconds,
            '-f',
            'null',
            '-',
          ]
          const child = spawn('ffmpeg', args, { stdio: 'ignore', signal, killSignal: 'SIGKILL' })
          child.on('error', () => {})
          const gone = new Promise((resolve) => child.once('exit', resolve))
          const id = await began(run.id, key, attempt, child.pid ?? null)
          await gone
          await ended(id, signal.aborted ? `aborted: ${String(signal.reason)}` : 'done')
        },
      },
      gather: {
        queue: 'drill',
        input: Type.Object({}),
        run: async ({ results }) => ({ output: Object.keys(results).length }),
      },
    },
  })
}
