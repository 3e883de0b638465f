import { sql } from 'kysely'
import type { BusEvent, BusOptions, Handlers } from './bus.ts'

export type Delivering = BusOptions & { name: string; handlers: Handlers; stopping: AbortSignal }

type Row = {
  position: string
  tx: string
  id: string
  station: string
  type: string
  subject: string
  time: Date
  data: object
}

type Waiting = { position: string; subject: string; event: BusEvent; attempts: number }

const batchSize = 200
const subjectsAtOnce = 8
const leaseSeconds = 30

/** Delivers the next batch after the subscriber's cursor; returns how many events it passed. */
export const deliverNew = async (d: Delivering): Promise<number> => {
  const cursor = await takeLease(d)
  if (!cursor) return 0
  const { rows } = await sql<Row>`
    select position, tx, id, station, type, subject, time, data from bus.event
    where (tx, position) > (${cursor.tx}::xid8, ${cursor.position}::bigint)
      and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by tx, position limit ${batchSize}`.execute(d.db.kysely)
  if (rows.length === 0) return 0
  const wanted = rows.filter((row) => d.handlers[row.type])
  const held = wanted.length > 0 ? await subjectsWaiting(d) : new Set<string>()
  await renewing(d, () =>
    inOrderPerSubject(wanted, async (row) => {
      const event = asEvent(row)
      if (held.has(event.subject)) return defer(d, row.position, event, undefined)
      const error = await handle(d, event)
      if (error === undefined) return
      held.add(event.subject)
      await defer(d, row.position, event, error)
    }),
  )
  const last = rows.at(-1)!
  // Only from where this batch began: a replay asked for meanwhile has set the cursor back, and that must stand.
  await sql`update bus.subscriber set tx = ${last.tx}::xid8, position = ${last.position}::bigint
    where name = ${d.name} and holder = ${d.node}
      and tx = ${cursor.tx}::xid8 and position = ${cursor.position}::bigint`.execute(d.db.kysely)
  return rows.length
}

/** Tries the oldest waiting event of each subject that is due again; returns how many were delivered. */
export const deliverWaiting = async (d: Delivering): Promise<number> => {
  const { rows } = await sql<Waiting>`
    select position, subject, event, attempts from bus.delivery w
    where subscriber = ${d.name} and not parked and next_at <= now() and not exists (
      select 1 from bus.delivery before where before.subscriber = w.subscriber and before.subject = w.subject
        and not before.parked and before.position < w.position)
    order by position limit ${batchSize}`.execute(d.db.kysely)
  if (rows.length === 0 || !(await takeLease(d))) return 0
  let delivered = 0
  const retry = async ({ position, event, attempts }: Waiting) => {
    if (d.stopping.aborted) return
    const error = d.handlers[event.type] ? await handle(d, event) : undefined
    if (error !== undefined) return putOff(d, position, attempts + 1, error)
    await sql`delete from bus.delivery where subscriber = ${d.name} and position = ${position}`.execute(d.db.kysely)
    delivered += 1
  }
  await renewing(d, () => inOrderPerSubject(rows, retry))
  return delivered
}

const asEvent = (row: Row): BusEvent => ({
  specversion: '1.0',
  id: row.id,
  source: `/${row.type.split('.')[0]}`,
  type: row.type,
  subject: row.subject,
  time: row.time.toISOString(),
  datacontenttype: 'application/json',
  station: row.station,
  data: row.data,
})

const takeLease = async (d: Delivering) => {
  const { rows } = await sql<{ tx: string; position: string }>`
    update bus.subscriber set holder = ${d.node}, held_until = now() + make_interval(secs => ${leaseSeconds})
    where name = ${d.name} and (holder = ${d.node} or held_until < now()) returning tx, position`.execute(d.db.kysely)
  return rows[0]
}

/** Lets another node go on at once instead of waiting for the lease to run out. */
export const releaseLease = async (d: Delivering): Promise<void> => {
  await sql`update bus.subscriber set holder = null, held_until = '-infinity'
    where name = ${d.name} and holder = ${d.node}`.execute(d.db.kysely)
}

const renewing = async (d: Delivering, work: () => Promise<void>) => {
  const timer = setInterval(() => void takeLease(d).catch(() => {}), (leaseSeconds * 1000) / 3)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
}

const subjectsWaiting = async (d: Delivering) => {
  const { rows } = await sql<{ subject: string }>`
    select distinct subject from bus.delivery where subscriber = ${d.name} and not parked`.execute(d.db.kysely)
  return new Set(rows.map((row) => row.subject))
}

/** Runs `each` one after the other within a subject, and several subjects side by side. */
const inOrderPerSubject = async <R extends { subject: string }>(rows: R[], each: (row: R) => Promise<void>) => {
  const bySubject = Map.groupBy(rows, (row) => row.subject)
  const waiting = [...bySubject.values()]
  const worker = async () => {
    for (let rows = waiting.shift(); rows; rows = waiting.shift()) for (const row of rows) await each(row)
  }
  await Promise.all(Array.from({ length: Math.min(subjectsAtOnce, waiting.length) }, worker))
}

const handle = async (d: Delivering, event: BusEvent): Promise<string | undefined> => {
  const seconds = d.handlerTimeoutSeconds ?? 60
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const givenUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Error(`no end after ${seconds} s`)
      late.abort(reason)
      reject(reason)
    }, seconds * 1000)
  })
  try {
    await Promise.race([d.handlers[event.type]!(event, AbortSignal.any([late.signal, d.stopping])), givenUp])
    return undefined
  } catch (error) {
    d.log.warn({ err: error, subscriber: d.name, event: event.id, type: event.type }, 'an event was not handled')
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } finally {
    clearTimeout(timer)
  }
}

const defer = async (d: Delivering, position: string, event: BusEvent, error: string | undefined) => {
  const attempts = error === undefined ? 0 : 1
  await sql`insert into bus.delivery (subscriber, position, subject, event, attempts, error, next_at)
    values (${d.name}, ${position}::bigint, ${event.subject}, ${JSON.stringify(event)}, ${attempts}, ${error ?? null},
      now() + make_interval(secs => ${attempts === 0 ? 0 : delaySeconds(d, attempts)}))
    on conflict do nothing`.execute(d.db.kysely)
}

const putOff = async (d: Delivering, position: string, attempts: number, error: string) => {
  const parked = attempts >= (d.maxAttempts ?? 8)
  await sql`update bus.delivery set attempts = ${attempts}, error = ${error}, parked = ${parked},
      next_at = now() + make_interval(secs => ${delaySeconds(d, attempts)})
    where subscriber = ${d.name} and position = ${position}::bigint`.execute(d.db.kysely)
  if (parked) d.log.error({ subscriber: d.name, position, error }, 'an event is parked: nobody could handle it')
}

/** 0.5 s, 1 s, 2 s … at most a minute. */
const delaySeconds = (d: Delivering, attempts: number) =>
  Math.min(60, ((d.retryBaseMilliseconds ?? 500) / 1000) * 2 ** (attempts - 1))
