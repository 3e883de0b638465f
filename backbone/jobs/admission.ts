import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import type { Queue } from './queue.ts'
import { wake } from './wake.ts'

type Admitted = { id: string; queue: string; job: string; priority: number; run: string; others: boolean }

const lock = 0x6a6f6273 // 'jobs'

/**
 * Chooses which ready steps may run next and hands them to the queue engine. All of it happens under one lock, so that
 * caps hold whoever asks: pg-boss's own group limit counts without one and was exceeded. Queues admit what the live
 * workers have slots for and half as much again; the order is priority, then the station with the fewest in flight, then age.
 */
export const admit = async (
  db: Database,
  queue: Queue,
  worker: string,
  caps: Readonly<Record<string, number>>,
): Promise<{ queues: Set<string>; runs: Set<string> }> => {
  const admitted = await db.across('jobs', async (tx) => {
    // The lock is a statement of its own: a statement's snapshot is taken before it waits.
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    await sql`update jobs.step set state = 'ready', due_at = null, ready_at = clock_timestamp()
      where due_at <= clock_timestamp() and state = 'waiting'`.execute(tx)
    const { rows } = await choose(worker, caps).execute(tx)
    for (const [name, steps] of Map.groupBy(rows, (row) => row.queue)) {
      await queue.add(
        tx,
        name,
        steps.map(({ job, priority }) => ({ id: job, priority })),
      )
      if (steps[0]!.others) await wake(tx, { kind: 'go', queue: name })
    }
    return rows
  })
  return { queues: new Set(admitted.map((row) => row.queue)), runs: new Set(admitted.map((row) => row.run)) }
}

const choose = (worker: string, caps: Readonly<Record<string, number>>) => sql<Admitted>`
  with flying as materialized (
    select queue, station, count(*)::int as n from jobs.step where state in ('admitted', 'running') group by queue, station
  ), slots as (
    select slot.key as queue, sum(slot.value::int)::int as n, bool_or(id <> ${worker}) as others
    from jobs.worker, jsonb_each_text(slots) as slot
    where seen_at > clock_timestamp() - interval '15 seconds' group by slot.key
  ), room as (
    select queue, others, coalesce((${JSON.stringify(caps)}::jsonb ->> queue)::int, 1000000) as cap,
      greatest(0, n + (n + 1) / 2 - coalesce((select sum(f.n) from flying f where f.queue = slots.queue), 0))::int as room
    from slots
  ), foremost as (
    select step.id, room.queue, room.room, room.others,
      row_number() over (partition by room.queue
        order by step.priority desc, coalesce(flying.n, 0) + step.nth, step.ready_at, step.id) as place
    from room
    cross join lateral (
      with recursive waiting as (
        (select s.station from jobs.step s where s.queue = room.queue and s.state = 'ready' order by s.station limit 1)
        union all
        select (select s.station from jobs.step s where s.queue = room.queue and s.state = 'ready'
          and s.station > waiting.station order by s.station limit 1) from waiting where waiting.station is not null
      ) select station from waiting where station is not null
    ) as waiting
    left join flying on flying.queue = room.queue and flying.station = waiting.station
    cross join lateral (
      select own.*, row_number() over (order by own.priority desc, own.ready_at, own.id) as nth from (
        select s.id, s.priority, s.ready_at from jobs.step s
        where s.queue = room.queue and s.station = waiting.station and s.state = 'ready'
        order by s.priority desc, s.ready_at, s.id
        limit greatest(0, least(room.room, room.cap - coalesce(flying.n, 0)))
      ) as own
    ) as step
    where room.room > 0
  )
  update jobs.step set state = 'admitted', job = gen_random_uuid()
  from foremost
  where step.id = foremost.id and foremost.place <= foremost.room and step.state = 'ready'
  returning step.id, step.queue, step.job, step.priority, step.run, foremost.others`

/** Whether anything waits to be admitted, and in which of `queues` entries wait to be fetched. */
export const glance = async (db: Database, queues: string[]): Promise<{ ready: boolean; admitted: string[] }> => {
  const { rows } = await sql<{ ready: boolean; admitted: string[] }>`
    select exists (select from jobs.step where state = 'ready' and queue = any(${queues}))
        or exists (select from jobs.step where due_at <= clock_timestamp()) as ready,
      array(select queue from unnest(${queues}::text[]) as queue
        where exists (select from jobs.step s where s.queue = queue and s.state = 'admitted')) as admitted`.execute(
    db.kysely,
  )
  return rows[0]!
}
