import { isIP } from 'node:net'
import { sql } from 'kysely'
import { Problem } from '../contract/problem.ts'
import type { Tx } from './tables.ts'

/** Failures before one must wait. A whole newsroom may share one address, so an address may fail more often. */
const freeAttempts = { account: 5, address: 20 } as const
const firstWaitSeconds = 5
const longestWaitSeconds = 900
const forgottenAfter = '1 day'
const maxRows = 100_000

export type Attempt = { account: string; address: string }

const tooMany = (retryAfterSeconds: number) =>
  new Problem('too-many-attempts', 429, 'Too many attempts; wait a little', { retryAfterSeconds })

/**
 * Counts an attempt at a password before it is looked at, so that many at once are not let through on one count;
 * `too-many-attempts` 429 while the account or the address must wait: 5 s after the last free failure, then twice as
 * long each time, at most 15 minutes.
 */
export const countAttempt = async (tx: Tx, attempt: Attempt): Promise<void> => {
  for (const [key, free] of keysOf(attempt)) {
    const { rows } = await sql<{ allowed: boolean }>`
      insert into access.attempt as a (key, failures, until) values (${key}, 1, now())
      on conflict (key) do update set
        failures = case when a.failed_at < now() - ${forgottenAfter}::interval then 1 else least(a.failures + 1, 1000) end,
        until = now() + make_interval(secs => case
          when a.failed_at < now() - ${forgottenAfter}::interval or a.failures + 1 < ${free} then 0
          else least(${longestWaitSeconds}, ${firstWaitSeconds} * 2 ^ least(a.failures + 1 - ${free}, 20)) end),
        failed_at = now()
        where a.until <= now()
      returning true as allowed`.execute(tx)
    if (rows.length > 0) continue
    const waits = await sql<{ seconds: number }>`
      select greatest(1, ceil(extract(epoch from until - now())))::int as seconds
      from access.attempt where key = ${key}`.execute(tx)
    throw tooMany(waits.rows[0]?.seconds ?? 1)
  }
}

/** The password was right: the account starts afresh, and the address gets its attempt back. */
export const forgiveAttempt = async (tx: Tx, attempt: Attempt): Promise<void> => {
  const [[account], [address]] = keysOf(attempt)
  await sql`delete from access.attempt where key = ${account}`.execute(tx)
  await sql`update access.attempt set failures = greatest(0, failures - 1), until = now()
    where key = ${address}`.execute(tx)
}

/** Drops what is forgotten, and the oldest beyond a bound that only an attack reaches. */
export const sweepAttempts = async (tx: Tx): Promise<void> => {
  await sql`delete from access.attempt where failed_at < now() - ${forgottenAfter}::interval`.execute(tx)
  await sql`delete from access.attempt where key in (
    select key from access.attempt order by failed_at desc offset ${maxRows})`.execute(tx)
}

const keysOf = ({ account, address }: Attempt) =>
  [
    [`account ${account.toLowerCase()}`, freeAttempts.account],
    [`address ${network(address)}`, freeAttempts.address],
  ] as const

/** Who has one IPv6 address has 2^64 of them: the network is what counts. */
const network = (ip: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (mapped || isIP(ip) !== 6) return mapped ?? ip
  const [head = '', tail] = ip.split('%')[0]!.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
