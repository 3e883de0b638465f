import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import type { Queue } from './queue.ts'
import { wake } from './wake.ts'

type Admitted = { queue: string; job: string; priority: number; run: string; others: boolean }

/**
 * Admits as many ready steps as the workers' slots, the stations' caps and fairness allow, and hands them to the queue
 * engine in the same transaction. The choice is ours, under a lock: pg-boss's own group limit counts without one and
 * was exceeded. Answers with the queues and the runs that have something new.
 */
export const admit = async (
  db: Database,
  queue: Queue,
  worker: string,
  caps: Readonly<Record<string, number>>,
): Promise<{ queues: Set<string>; runs: Set<string> }> => {
  const admitted = await db.across('jobs', async (tx) => {
    const { rows } = await sql<Admitted>`
      select * from jobs.admit(${worker}::uuid, ${JSON.stringify(caps)}::jsonb)`.execute(tx)
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
