import { EventEmitter } from 'node:events'
import pg from 'pg'
import type { Log } from '../telemetry/index.ts'

/** One connection that hears PostgreSQL's NOTIFY for the whole node and comes back after every loss. */
export type Listener = {
  on(channel: string, heard: (payload: string) => void): void
  close(): Promise<void>
}

/** Opens the listening connection; after a loss everybody is woken once, since something may have been missed. */
export const openListener = (url: string, log: Log): Listener => {
  const channels = new EventEmitter()
  channels.setMaxListeners(0)
  const names = new Set<string>()
  let client: pg.Client | undefined
  let closed = false
  let again: NodeJS.Timeout | undefined

  const connect = async () => {
    const next = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true })
    const lost = () => {
      if (client === next) client = undefined
      next.removeAllListeners('notification')
      next.end().catch(() => {})
      if (!closed) again ??= setTimeout(retry, 500)
    }
    next.on('error', lost)
    next.on('end', lost)
    next.on('notification', ({ channel, payload }) => channels.emit(channel, payload ?? ''))
    try {
      await next.connect()
      for (const name of names) await next.query(`listen ${pg.escapeIdentifier(name)}`)
      client = next
      for (const name of names) channels.emit(name, '')
    } catch (err) {
      log.warn({ err }, 'no connection to hear the database on; trying again')
      lost()
    }
  }
  const retry = () => {
    again = undefined
    if (!closed) void connect()
  }
  void connect()

  return {
    on(channel, heard) {
      channels.on(channel, heard)
      if (names.has(channel)) return
      names.add(channel)
      client?.query(`listen ${pg.escapeIdentifier(channel)}`).catch(() => {})
    },
    async close() {
      closed = true
      clearTimeout(again)
      await client?.end().catch(() => {})
    },
  }
}
