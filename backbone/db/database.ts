import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { Problem } from '../contract/problem.ts'
import { noStation } from '../contract/call.ts'

/** The PostgreSQL role that sees only the rows of the station set for the transaction. */
export const stationRole = 'rongmei_station'

export type Database = {
  /** All stations, all schemas: for the platform's own bookkeeping. */
  kysely: Kysely<any>
  pool: pg.Pool
  url: string
  /** One transaction in `schema` that sees and writes only rows of `station` (row-level security). */
  inStation<DB, T>(schema: string, station: string, work: (tx: Transaction<DB>) => Promise<T>): Promise<T>
  /** One transaction in `schema` across all stations: for the platform acting for nobody in particular. */
  across<DB, T>(schema: string, work: (tx: Transaction<DB>) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Opens a pool on a PostgreSQL ≥ 18; it outlives a restart of the database. `connections` bounds the pool. */
export const openDatabase = (url: string, options: { connections?: number; name?: string } = {}): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 20,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: options.name ?? 'rongmei',
    options: '-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s',
  })
  pool.on('error', () => {}) // an idle connection that dies is replaced at its next use; unheard, it would end the process
  pool.on('connect', (connection) => void connection.on('error', () => {})) // and so for one that dies between two statements of a transaction
  const kysely = new Kysely<any>({ dialect: new PostgresDialect({ pool }) })

  const transaction = async <T>(
    schema: string,
    station: string | undefined,
    work: (tx: Transaction<any>) => Promise<T>,
  ) => {
    try {
      return await kysely.transaction().execute(async (tx) => {
        await sql`select set_config('search_path', ${`${schema},public`}, true)`.execute(tx)
        if (station !== undefined) {
          await sql`select set_config('rongmei.station', ${station}, true), set_config('role', ${stationRole}, true)`.execute(
            tx,
          )
        }
        return work(tx.withSchema(schema) as Transaction<any>)
      })
    } catch (cause) {
      throw databaseProblem(cause)
    }
  }

  return {
    kysely,
    pool,
    url,
    inStation(schema, station, work) {
      if (!uuid.test(station) || station === noStation) throw new Error(`not a station: ${station}`)
      return transaction(schema, station, work)
    },
    across: (schema, work) => transaction(schema, undefined, work),
    async close() {
      await kysely.destroy()
      // Kysely ends only a pool that it has used itself.
      if (!pool.ended && !pool.ending) await pool.end()
    },
  }
}

/** Numbers past their column's range; the character U+0000, which PostgreSQL keeps neither in text nor in JSON. */
const unkeepable = ['22003', '22021', '22P05']
const unavailable = /terminat|ECONN|connect|shutting down|starting up|timeout exceeded|57P0|08\d{3}/i

/** A lost or refusing database is the operator's problem and passes; everything else stays the bug it is. */
export const databaseProblem = (cause: unknown): unknown => {
  if (cause instanceof Problem || !(cause instanceof Error)) return cause
  const code = 'code' in cause ? String(cause.code) : ''
  if (
    code.startsWith('57P') ||
    code.startsWith('08') ||
    code.startsWith('ECONN') ||
    (code === '' && unavailable.test(cause.message))
  ) {
    return new Problem('database-unavailable', 503, 'The database does not answer; try again in a moment')
  }
  if (unkeepable.includes(code)) {
    return new Problem('invalid-input', 400, 'A number is out of range, or a text holds a zero character')
  }
  if (code === '57014') return new Problem('too-slow', 503, 'This took the database too long and was given up')
  if (code === '55P03' || code === '40001' || code === '40P01') {
    return new Problem('busy', 503, 'Someone else is changing the same thing; try again')
  }
  return cause
}

/** Whether PostgreSQL refused a row because its key is taken. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505'
