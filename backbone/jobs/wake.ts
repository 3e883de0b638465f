import { sql, type Kysely } from 'kysely'
import { Client } from 'pg'

const channel = 'rongmei_jobs'

/** What nodes call to each other: steps are ready to admit, entries are to be fetched, a run's steps must stop. */
export type Wake = { kind: 'ready' } | { kind: 'go'; queue: string } | { kind: 'stop'; run: string }

/** Calls all nodes when the transaction commits. Only ever a hint: what is missed is found by polling. */
export const wake = async (tx: Kysely<any>, message: Wake) => {
  await sql`select pg_notify(${channel}, ${JSON.stringify(message)})`.execute(tx)
}

/** Listens for wakes on a connection of its own; `onGap` says, when it is back, that some may have been missed. */
export const listen = (url: string, onWake: (message: Wake) => void, onGap: () => void) => {
  let closed = false
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let delayMs = 100

  const again = () => {
    if (closed || timer) return
    timer = setTimeout(() => {
      timer = undefined
      void connect()
    }, delayMs)
    delayMs = Math.min(delayMs * 2, 5000)
  }
  const connect = async () => {
    const fresh = new Client({
      connectionString: url,
      application_name: 'rongmei-wake',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    const drop = () => {
      if (client === fresh) client = undefined
      fresh.removeAllListeners()
      fresh.on('error', () => {})
      void fresh.end().catch(() => {})
      again()
    }
    fresh.on('error', drop)
    fresh.on('end', drop)
    fresh.on('notification', ({ payload }) => onWake(JSON.parse(payload!) as Wake))
    try {
      client = fresh
      await fresh.connect()
      await fresh.query(`listen ${channel}`)
      delayMs = 100
      onGap()
    } catch {
      drop()
    }
  }
  const ready = connect()
  return {
    ready,
    async close() {
      closed = true
      clearTimeout(timer)
      client?.removeAllListeners()
      client?.on('error', () => {})
      await client?.end().catch(() => {})
    },
  }
}
