import { fromKysely, PgBoss } from 'pg-boss'
import type { Transaction } from 'kysely'
import type { Database } from '../db/index.ts'

/** A claim on a queue entry; `retryCount` tells it from later claims on the same entry. */
export type Claim = { id: string; retryCount: number }

/** Seconds without a sign of life after which a worker's steps go to another: pg-boss's floor. */
export const leaseSeconds = 10

const inBoss = (queue: string) => `step-${queue}`

/**
 * The queue, lease and schedule engine: pg-boss, with a small pool of its own. It holds only admitted steps, one entry
 * for each admission; what a step is, and who may have it, is ours.
 */
export const openQueue = async (db: Database, queues: readonly string[], onError: (error: unknown) => void) => {
  const boss = new PgBoss({
    connectionString: db.url,
    max: 3,
    application_name: 'rongmei-queue',
    schema: 'pgboss',
    // The workers call supervise() themselves: only they know whether they have been able to send signs of life.
    supervise: false,
    monitorIntervalSeconds: 1,
    cronMonitorIntervalSeconds: 5,
    cronWorkerIntervalSeconds: 1,
  })
  boss.on('error', onError)
  const known = new Set<string>()
  try {
    await boss.start()
    for (const queue of queues) {
      await boss.createQueue(inBoss(queue), {
        heartbeatSeconds: leaseSeconds,
        retryLimit: 1000, // how often a lost step is taken up again is decided where it is started
        retryDelay: 0,
        expireInSeconds: 86_399,
        retentionSeconds: 30 * 86_400,
      })
      known.add(queue)
    }
  } catch (cause) {
    await boss.stop({ graceful: false }).catch(() => {})
    throw cause
  }

  return {
    has: (queue: string) => known.has(queue),
    /** Adds the entries of admitted steps, in the transaction that admits them. */
    async add(tx: Transaction<any>, queue: string, entries: { id: string; priority: number }[]) {
      await boss.insert(inBoss(queue), entries, { db: fromKysely(tx) })
    },
    /** Claims up to `count` entries, foremost first. */
    fetch: (queue: string, count: number): Promise<Claim[]> => boss.fetch(inBoss(queue), { batchSize: count }),
    /** Removes entries whose step is settled; a claim that has passed to another is left alone. */
    async remove(queue: string, claims: Claim[], tx?: Transaction<any>) {
      const fenced = claims.map(({ id, retryCount }) => ({ id, retryCount }))
      if (fenced.length > 0) await boss.deleteJob(inBoss(queue), fenced, tx ? { db: fromKysely(tx) } : {})
    },
    /** A sign of life for claims. */
    async touch(queue: string, claims: Claim[]) {
      await boss.touch(
        inBoss(queue),
        claims.map(({ id, retryCount }) => ({ id, retryCount })),
      )
    },
    /** Frees the claims of workers that gave no sign of life for `leaseSeconds`. */
    supervise: () => boss.supervise(),
    async cron(name: string, expression: string, timeZone: string, handler: () => Promise<void>) {
      const queue = `cron-${name}`
      await boss.createQueue(queue, { retryLimit: 0, expireInSeconds: 3600, deleteAfterSeconds: 86_400 })
      await boss.schedule(queue, expression, null, { tz: timeZone })
      await boss.work(queue, { pollingIntervalSeconds: 3 }, handler)
    },
    close: () => boss.stop({ graceful: false }),
  }
}
export type Queue = Awaited<ReturnType<typeof openQueue>>
