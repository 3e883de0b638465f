import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import { every } from './coalesce.ts'
import type { RunTick } from './types.ts'

const runsPerRound = 200

/** Progress of a run from its steps: shares that sum to less than 1 leave room for steps yet to be asked for. */
export const runProgress = sql<number>`(
  select coalesce(sum(s.weight * case s.state when 'done' then 1 else s.progress end)
    / greatest(1, sum(s.weight)), 0)::real
  from jobs.step as s where s.run = run.id)`

/** Tells how runs stand after something moved: each at most every 150 ms, with the steps that moved since. */
export const makeTicks = (
  db: Database,
  onChange: ((tick: RunTick) => void) | undefined,
  onError: (error: unknown) => void,
) => {
  const moved = new Map<string, Date>()
  let stop = () => {}

  const round = async () => {
    if (moved.size === 0) return
    const runs = [...moved.keys()].slice(0, runsPerRound)
    const since = runs.map((run) => moved.get(run)!.toISOString())
    for (const run of runs) moved.delete(run)
    const { rows } = await sql<RunTick>`
      select run.station, run.id as run, run.workflow, run.subject, run.title, run.state, ${runProgress} as progress,
        coalesce((select jsonb_agg(jsonb_build_object('key', s.key, 'kind', s.kind, 'title', s.title, 'state', s.state,
            'progress', s.progress, 'note', s.note) order by s.id) from jobs.step as s
          where s.run = run.id and (s.state in ('running', 'admitted')
            or greatest(s.ready_at, s.started_at, s.ended_at) > m.since::timestamptz - interval '1 second')
        ), '[]') as steps
      from unnest(${runs}::uuid[], ${since}::text[]) as m(run, since) join jobs.run as run on run.id = m.run`.execute(
      db.kysely,
    )
    for (const tick of rows) onChange!(tick)
  }
  if (onChange) stop = every(150, round, onError)

  return {
    moved(run: string) {
      if (onChange && !moved.has(run)) moved.set(run, new Date())
    },
    async close() {
      stop()
      if (onChange) await round().catch(onError)
    },
  }
}
export type Ticks = ReturnType<typeof makeTicks>
