import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { noStation, type Actor, type Call } from '../contract/call.ts'
import { Problem } from '../contract/problem.ts'
import { scopes as allScopes, type Role, type Scope } from '../contract/scopes.ts'
import type { Database } from '../db/index.ts'
import { whenGone } from '../host/gone.ts'
import { fromOwnPage } from '../host/origin.ts'
import type { Authenticate } from '../host/routes.ts'
import { cookieOf, httpSide, languageOf } from './http-side.ts'
import { hashSecret, readKey } from './secrets.ts'
import { scopesOf, sessionSeconds } from './session.ts'

type Who = { station: string; actor: Actor; scopes: readonly Scope[] }

const badKey = () => new Problem('bad-key', 401, 'This API key is unknown, revoked or expired')
const notAMember = (station: string) =>
  new Problem('not-a-member', 403, 'You do not belong to this station', { station })
const foreignOrigin = () => new Problem('foreign-origin', 403, 'Another site may not do this in your name')

/**
 * Tells who a request comes from: an API key (`authorization: Bearer rk_…`), or a session cookie, which acts in the
 * station named by `rongmei-station`, else in the person's first. Nothing is cached: who is disabled, removed or
 * revoked is refused with the next request.
 */
export const authenticator =
  (db: Database): Authenticate =>
  async (request, reply) => {
    const token = cookieOf(request)
    const who = (await byKey(db, request)) ?? (token === undefined ? undefined : await bySession(db, request, token))
    return { call: callOf(request, reply, who, token), signedIn: who !== undefined }
  }

const callOf = (
  request: FastifyRequest,
  reply: FastifyReply | undefined,
  who: Who | undefined,
  token: string | undefined,
): Call => ({
  station: who?.station ?? noStation,
  actor: who?.actor ?? { kind: 'anonymous', id: noStation, name: 'anonymous' },
  scopes: new Set(who?.scopes),
  requestId: request.id,
  language: languageOf(request),
  signal: whenGone(request),
  ...(reply ? { http: httpSide(request, reply, token) } : {}),
})

type KeyRow = { id: string; name: string; station: string; scopes: Scope[]; secret_hash: Buffer }

const byKey = async (db: Database, request: FastifyRequest): Promise<Who | undefined> => {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const key = readKey(/^Bearer (.+)$/i.exec(header)?.[1] ?? '')
  if (!key) throw badKey()
  const { rows } = await sql<KeyRow & { stale: boolean }>`
    select id, name, station, scopes, secret_hash, coalesce(last_used_at < now() - interval '1 minute', true) as stale
    from access.api_key where prefix = ${key.prefix} and (expires_at is null or expires_at > now())`.execute(db.kysely)
  const row = rows[0]
  if (!row || !timingSafeEqual(row.secret_hash, hashSecret(key.secret))) throw badKey()
  if (row.stale) await sql`update access.api_key set last_used_at = now() where id = ${row.id}`.execute(db.kysely)
  const known = row.scopes.filter((scope) => allScopes.includes(scope)) // a later version may have dropped a scope
  return { station: row.station, actor: { kind: 'key', id: row.id, name: row.name }, scopes: known }
}

type MemberRow = { station: string; role: Role; name: string }
type SessionRow = { person: string; must_change: boolean; stale: boolean } & (MemberRow | { station: null })

const bySession = async (db: Database, request: FastifyRequest, token: string): Promise<Who | undefined> => {
  const tokenHash = hashSecret(token)
  const named = namedStation(request)
  const row = await findSession(db, tokenHash, named !== undefined && uuid.test(named) ? named.toLowerCase() : null)
  if (!row) return undefined
  if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !fromOwnPage(request)) throw foreignOrigin()
  if (named !== undefined && row.station !== named.toLowerCase() && !isOwnAffair(request)) throw notAMember(named)
  if (row.station === null) return undefined
  if (row.stale) await touch(db, tokenHash, row.person, row.station)
  const actor = { kind: 'person', id: row.person, name: row.name } as const
  return { station: row.station, actor, scopes: scopesOf(row.role, row.must_change) }
}

/** The session with the named membership of its person, or else their first. */
const findSession = async (db: Database, tokenHash: Buffer, station: string | null) => {
  const { rows } = await sql<SessionRow>`
    select s.person, p.must_change, s.seen_at < now() - interval '1 minute' or (m.station is not null and m.seen_at is null) as stale, m.station, m.role, m.name
    from access.session s join access.person p on p.id = s.person
    left join lateral (
      select station, role, name, seen_at from access.membership where person = s.person and not disabled
      order by (station = ${station}::uuid) desc nulls last, created_at, station limit 1) m on true
    where s.token_hash = ${tokenHash}
      and s.seen_at > now() - make_interval(secs => ${sessionSeconds.idle})
      and s.began_at > now() - make_interval(secs => ${sessionSeconds.longest})`.execute(db.kysely)
  return rows[0]
}

const touch = (db: Database, tokenHash: Buffer, person: string, station: string) =>
  sql`with seen as (update access.session set seen_at = now() where token_hash = ${tokenHash})
    update access.membership set seen_at = now() where person = ${person} and station = ${station}`.execute(db.kysely)

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What one does with one's own session must work, also while the page still names a station one was removed from. */
const isOwnAffair = (request: FastifyRequest) =>
  ['/api/access/session', '/api/access/password'].includes(request.routeOptions.url ?? '')

const reads = ['GET', 'HEAD']

/** By header; or by `?station=` where a browser opens a bare address: WebSockets, event streams, pictures, video. */
const namedStation = (request: FastifyRequest): string | undefined => {
  const inQuery = (request.query as { station?: unknown } | undefined)?.station
  const named = request.headers['rongmei-station'] ?? (reads.includes(request.method) ? inQuery : undefined)
  return named === undefined || named === '' ? undefined : String(named).slice(0, 100)
}
