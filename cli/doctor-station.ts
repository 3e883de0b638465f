import { sql } from 'kysely'
import { openDatabase, type Database } from '#backbone/db'
import { openObjects } from '#backbone/objects'
import type { Bucket } from './config.ts'
import type { Finding } from './doctor.ts'
import { checkAddress } from './port.ts'
import type { StationNote } from './station.ts'

const setClock = 'set the clocks by NTP: sudo timedatectl set-ntp true'

/** Asks the running station how it is, and what time it believes it is. */
export const checkStation = async (note: StationNote): Promise<Finding[]> => {
  const name = 'station'
  const before = Date.now()
  const answer = await fetch(`${note.url}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
  if (!answer) {
    const says = `process ${note.pid} runs, but ${note.url} does not answer`
    return [{ name, ok: false, says, advice: 'look at the end of logs/rongmei.log; restart it', essential: true }]
  }
  const says = `${note.url} ${answer.ok ? 'is ready' : `says it is not ready: ${await answer.text()}`}`
  const findings = [{ name, ok: answer.ok, says, advice: 'look at the end of logs/rongmei.log', essential: true }]
  const date = Date.parse(answer.headers.get('date') ?? '')
  // The header counts whole seconds, and tells of a moment between question and answer.
  if (!Number.isNaN(date)) findings.push(clock('clock against the station', date + 500 - (before + Date.now()) / 2))
  return findings
}

/** Whether the port could be listened on. */
export const checkPort = async (port: number): Promise<Finding[]> => {
  const name = `port ${port}`
  try {
    await checkAddress('127.0.0.1', port)
    return [{ name, ok: true, says: 'free' }]
  } catch (cause) {
    return [{ name, ok: false, says: (cause as Error).message, advice: 'rongmei up --port N', essential: true }]
  }
}

/** Whether the database answers, is new enough, and has the same time as we do. */
export const checkDatabase = async (url: string): Promise<Finding[]> => {
  const db = openDatabase(url, { connections: 1, name: 'rongmei-doctor' })
  const { host } = new URL(url)
  try {
    // The connection is made first, so that the question about the time is not slowed by it.
    const version = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(
      db.kysely,
    )
    const before = Date.now()
    const time = await sql<{ now: number }>`select extract(epoch from clock_timestamp())::float8 * 1000 as now`.execute(
      db.kysely,
    )
    const off = time.rows[0]!.now - (before + Date.now()) / 2
    const number = version.rows[0]!.version
    return [
      {
        name: 'database',
        ok: Number.parseInt(number, 10) >= 18,
        says: `PostgreSQL ${number} at ${host}`,
        advice: 'PostgreSQL 18 or later is needed',
        essential: true,
      },
      clock('clock against the database', off),
      ...(await checkEvents(db)),
    ]
  } catch (cause) {
    const says = `${host} does not answer: ${(cause as Error).message || String(cause)}`
    return [{ name: 'database', ok: false, says, advice: 'is it running, is DATABASE_URL right?', essential: true }]
  } finally {
    await db.close()
  }
}

/** Whether there are events that nobody could handle; nothing where no station has ever run on the database. */
const checkEvents = async (db: Database): Promise<Finding[]> => {
  const there = await sql<{ there: boolean }>`select to_regclass('bus.delivery') is not null as there`.execute(
    db.kysely,
  )
  if (!there.rows[0]!.there) return []
  const { rows } = await sql<{ parked: number; of: string | null }>`select count(*)::int as parked,
    string_agg(distinct subscriber, ', ') as of from bus.delivery where parked`.execute(db.kysely)
  const { parked, of } = rows[0]!
  const says =
    parked === 0 ? 'no event is parked' : `${parked} ${parked === 1 ? 'event is' : 'events are'} parked (${of})`
  const advice = 'GET /api/system/parked says why; see "Events nobody could handle" in docs/operating.md'
  return [{ name: 'events', ok: parked === 0, says, advice, essential: false }]
}

/** Whether the bucket can be used. */
export const checkStore = async (bucket: Bucket): Promise<Finding[]> => {
  const name = 'object store'
  try {
    const store = await openObjects(bucket)
    await store.list('', { limit: 1 })
    store.close()
    return [{ name, ok: true, says: `bucket ${bucket.bucket} at ${bucket.endpoint}` }]
  } catch (cause) {
    const says = `${bucket.endpoint}: ${(cause as Error).message}`
    return [{ name, ok: false, says, advice: 'is it running, are S3_* right?', essential: true }]
  }
}

const clock = (name: string, offMilliseconds: number) => {
  const seconds = Math.abs(offMilliseconds) / 1000
  return {
    name,
    ok: seconds < 3,
    says: seconds < 3 ? 'the same' : `${seconds.toFixed(0)} seconds apart`,
    advice: setClock,
    essential: false,
  }
}
