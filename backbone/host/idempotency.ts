import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Call } from '../contract/call.ts'
import { Problem } from '../contract/problem.ts'
import { databaseProblem, type Database } from '../db/index.ts'

export type Idempotency = (
  call: Call,
  operation: string,
  key: string,
  input: object,
  run: () => Promise<unknown>,
) => Promise<unknown>

/** A request whose first attempt died with its node may be tried again after this long. */
const abandonedSeconds = 60
const keptHours = 24

const inProgress = () =>
  new Problem('still-running', 409, 'The first request with this Idempotency-Key has not ended yet', {
    retryAfterSeconds: 1,
  })
const keyReused = () => new Problem('key-reused', 422, 'This Idempotency-Key was used for a different request')
const badKey = () => new Problem('bad-idempotency-key', 400, 'An Idempotency-Key has 1 to 200 characters')

/** The first request with a key is run, its answer kept and given to every repetition. A failure is not kept. */
export const openIdempotency = (db: Database): Idempotency => {
  const claim = async (call: Call, operation: string, key: string, request: string) => {
    const { rows } = await sql<{ fresh: boolean; request: string; answer: unknown }>`
      insert into host.idempotency as i (station, actor, operation, key, request)
      values (${call.station}, ${call.actor.id}, ${operation}, ${key}, ${request})
      on conflict (station, actor, operation, key) do update
        set began = case when i.answer is null and i.began < now() - make_interval(secs => ${abandonedSeconds}) then now() else i.began end
      returning i.began = now() as fresh, i.request, i.answer`.execute(db.kysely)
    return rows[0]!
  }
  const forget = (call: Call, operation: string, key: string) =>
    sql`delete from host.idempotency where station = ${call.station} and actor = ${call.actor.id}
      and operation = ${operation} and key = ${key} and answer is null`.execute(db.kysely)
  const keep = (call: Call, operation: string, key: string, answer: unknown) =>
    sql`update host.idempotency set answer = ${JSON.stringify(answer ?? {})}::jsonb
      where station = ${call.station} and actor = ${call.actor.id} and operation = ${operation} and key = ${key}`.execute(
      db.kysely,
    )

  return async (call, operation, key, input, run) => {
    if (key.length === 0 || key.length > 200) throw badKey()
    const request = createHash('sha256').update(JSON.stringify(input)).digest('hex')
    const first = await claim(call, operation, key, request).catch((cause: unknown) => {
      throw databaseProblem(cause)
    })
    if (first.request !== request) throw keyReused()
    if (!first.fresh) {
      if (first.answer === null) throw inProgress()
      return first.answer
    }
    const answer = await run().catch(async (error: unknown) => {
      // Where the database is away it is forgotten in a minute by itself.
      await forget(call, operation, key).catch(() => {})
      throw error
    })
    // Done is done, also where the answer cannot be kept: it is given, and the key stays taken for a while.
    await keep(call, operation, key, answer).catch(() => {})
    return answer
  }
}

/** Drops answers older than a day. */
export const forgetOldAnswers = async (db: Database): Promise<void> => {
  await sql`delete from host.idempotency where began < now() - make_interval(hours => ${keptHours})`.execute(db.kysely)
}
