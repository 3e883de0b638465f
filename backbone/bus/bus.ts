import { sql, type Transaction } from 'kysely'
import { migrate, type Database } from '../db/index.ts'
import { settleIn } from './settle-in.ts'
import { channel } from './store.ts'
import type { Listener } from '../realtime/listener.ts'
import type { Log } from '../telemetry/index.ts'
import { deliverNew, deliverWaiting, releaseLease, type Delivering } from './deliver.ts'

/** A fact, in the CloudEvents 1.0 envelope; `subject` is the key within which order is kept. */
export type BusEvent<Data = any> = {
  specversion: '1.0'
  id: string
  source: string
  type: string
  subject: string
  time: string
  datacontenttype: 'application/json'
  station: string
  data: Data
}

export type Handler = (event: BusEvent, signal: AbortSignal) => Promise<void>
export type Handlers = Record<string, Handler>

export type Bus = {
  /** Writes the fact into the caller's own transaction: told if it commits, never told if it does not. */
  publish(tx: Transaction<any>, event: { type: string; station: string; subject: string; data: object }): Promise<void>
  /** Delivers every event of the given types to their handlers at least once, in order per subject. */
  subscribe(name: string, handlers: Handlers): void
  start(): Promise<void>
  stop(): Promise<void>
}

export type BusOptions = {
  db: Database
  node: string
  log: Log
  listener: Listener
  /** How often a handler may fail on an event before the event is parked. */
  maxAttempts?: number
  retryBaseMilliseconds?: number
  /** When a handler that has not ended is given up; 60 unless told. */
  handlerTimeoutSeconds?: number
}

const keptDays = 7
/** After a wake-up: an event becomes readable only once all older transactions have ended, which tells nobody. */
const lookAgainMilliseconds = [0, 25, 50, 100, 250, 500]
const idleMilliseconds = 1000

export const openBus = async (options: BusOptions): Promise<Bus> => {
  const { db, log, listener } = options
  await migrate(db, 'bus', new URL('./migrations/', import.meta.url))
  await settleIn(db)
  const bus = db.kysely.withSchema('bus')
  const stopping = new AbortController()
  const loops: Promise<void>[] = []
  const wakers = new Set<() => void>()
  const subscribers = new Map<string, Handlers>()

  const loop = async (delivering: Delivering, turn: (d: Delivering) => Promise<number>) => {
    let looks = 0
    let wake = () => {}
    wakers.add(() => {
      looks = 0
      wake()
    })
    while (!stopping.signal.aborted) {
      const delivered = await turn(delivering).catch((error: unknown) => {
        log.warn({ err: error, subscriber: delivering.name }, 'the bus could not read its events')
        return 0
      })
      if (delivered > 0) continue
      const pause = lookAgainMilliseconds[looks] ?? idleMilliseconds
      looks += 1
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  /** What is tried again goes beside what is new, so that an event which hangs holds up no others each time. */
  const serve = async (delivering: Delivering) => {
    await Promise.all([loop(delivering, deliverNew), loop(delivering, deliverWaiting)])
    await releaseLease(delivering).catch((err: unknown) => log.debug({ err }, 'the lease runs out by itself'))
  }

  const forgetOld = async () => {
    await sql`delete from bus.event where time < now() - make_interval(days => ${keptDays})
      and (tx, position) <= (select tx, position from bus.subscriber order by tx, position limit 1)`.execute(db.kysely)
  }
  const housekeeping = setInterval(
    () => void forgetOld().catch((err: unknown) => log.warn({ err }, 'old events stay')),
    3_600_000,
  )
  housekeeping.unref()

  return {
    async publish(tx, { type, station, subject, data }) {
      await sql`with told as (
          insert into bus.event (station, type, subject, data) values (${station}, ${type}, ${subject}, ${JSON.stringify(data)}))
        select pg_notify(${channel}, '')`.execute(tx)
    },
    subscribe(name, handlers) {
      if (subscribers.has(name)) throw new Error(`two subscribers are called ${name}`)
      subscribers.set(name, handlers)
    },
    async start() {
      listener.on(channel, () => wakers.forEach((wake) => wake()))
      for (const [name, handlers] of subscribers) {
        await bus
          .insertInto('subscriber')
          .values({ name })
          .onConflict((c) => c.doNothing())
          .execute()
        loops.push(serve({ ...options, name, handlers, stopping: stopping.signal }))
      }
    },
    async stop() {
      stopping.abort()
      clearInterval(housekeeping)
      wakers.forEach((wake) => wake())
      await Promise.all(loops)
    },
  }
}
