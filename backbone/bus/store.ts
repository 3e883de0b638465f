import { sql, type Transaction } from 'kysely'

type Tx = Transaction<any>

/** One event that a subscriber gave up on. */
export type ParkedRow = {
  subscriber: string
  position: string
  station: string
  type: string
  subject: string
  time: string
  attempts: number
  error: string | null
}

export type SubscriberRow = { name: string; position: string; behind: number; waiting: number; parked: number }

/** Wakes the bus of every node, when the transaction commits. */
export const channel = 'rongmei_bus'
const wakeAll = (tx: Tx) => sql`select pg_notify(${channel}, '')`.execute(tx)

/** More events than these are not counted one by one. */
const mostCounted = 10_000

/** Up to `count` parked events in the order in which they were told. */
export const listParked = async (
  tx: Tx,
  after: { position: number; subscriber: string } | undefined,
  count: number,
): Promise<ParkedRow[]> => {
  const rest = after ? sql`and (position, subscriber) > (${after.position}::bigint, ${after.subscriber})` : sql``
  const { rows } = await sql<ParkedRow>`
    select subscriber, position, attempts, error, subject,
      event ->> 'station' as station, event ->> 'type' as type, event ->> 'time' as time
    from bus.delivery where parked ${rest} order by position, subscriber limit ${count}`.execute(tx)
  return rows
}

/** Gives a parked event all its attempts again; undefined when there is none such. */
export const unpark = async (tx: Tx, subscriber: string, position: number) => {
  const { rows } = await sql<{ station: string; type: string; subject: string }>`
    update bus.delivery set parked = false, attempts = 0, next_at = now()
    where subscriber = ${subscriber} and position = ${position}::bigint and parked
    returning event ->> 'station' as station, event ->> 'type' as type, subject`.execute(tx)
  await wakeAll(tx)
  return rows[0]
}

/**
 * Sets a subscriber back to `position` (0: to everything that is still kept), never ahead, which would pass over what it
 * has not had. Answers where it stood, and whether `position` lay ahead of that; undefined without such a subscriber.
 */
export const setBack = async (tx: Tx, subscriber: string, position: number) => {
  const { rows } = await sql<{ stood: string; ahead: boolean }>`
    select position as stood, ${position}::bigint > position as ahead
    from bus.subscriber where name = ${subscriber} for update`.execute(tx)
  const [found] = rows
  if (!found || found.ahead) return found
  await sql`with first as (select tx from bus.event where position > ${position}::bigint order by tx, position limit 1)
    update bus.subscriber s set tx = first.tx, position = ${position}::bigint from first
    where name = ${subscriber} and (first.tx, ${position}::bigint) < (s.tx, s.position)`.execute(tx)
  await wakeAll(tx)
  return found
}

/** Every subscriber there has ever been, where it stands, and what lies before it. */
export const listSubscribers = async (tx: Tx): Promise<SubscriberRow[]> => {
  const { rows } = await sql<SubscriberRow>`
    select s.name, s.position,
      (select count(*)::int from (select from bus.event e where (e.tx, e.position) > (s.tx, s.position)
        limit ${mostCounted}) as ahead) as behind,
      count(d.position) filter (where not d.parked)::int as waiting,
      count(d.position) filter (where d.parked)::int as parked
    from bus.subscriber s left join bus.delivery d on d.subscriber = s.name
    group by s.name order by s.name`.execute(tx)
  return rows
}
