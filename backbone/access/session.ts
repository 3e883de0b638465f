import { sql } from 'kysely'
import { noStation, type Call, type HttpSide } from '../contract/call.ts'
import type { Api, Output } from '../contract/contract.ts'
import { Problem } from '../contract/problem.ts'
import { roles, type Role } from '../contract/scopes.ts'
import { audit } from './audit.ts'
import type { access } from './contract.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { hashSecret, newSessionToken } from './secrets.ts'
import type { AccessKit, Tx } from './tables.ts'
import { countAttempt, forgiveAttempt } from './throttle.ts'

/** A session ends when unused for 12 hours, and in any case after 7 days. */
export const sessionSeconds = { idle: 12 * 3600, longest: 7 * 24 * 3600 } as const
const maxSessionsPerPerson = 20

type SessionOut = Output<(typeof access)['operations']['session']>
type SessionOps = Pick<Api<typeof access>, 'login' | 'logout' | 'session' | 'changePassword'>

const wrongLogin = () => new Problem('wrong-login', 401, 'Login or password is not right')
const noStationLeft = () => new Problem('disabled', 403, 'This account is disabled')
const notAPerson = () => new Problem('not-a-person', 403, 'Only a person has a password')
const samePassword = () => new Problem('same-password', 409, 'Choose a password other than the present one')

/** Signing in and out, and one's own password. */
export const sessionApi = ({ across }: AccessKit): SessionOps => ({
  async login({ login, password }, call) {
    const http = overHttp(call)
    const attempt = { account: login, address: http.ip }
    await across((tx) => countAttempt(tx, attempt))
    const person = await across((tx) => findPerson(tx, login))
    if (!(await verifyPassword(password, person?.password_hash)) || !person) throw wrongLogin()
    const { token, session } = await across(async (tx) => {
      await forgiveAttempt(tx, attempt)
      const session = await sessionOf(tx, person)
      if (session.station === undefined) throw noStationLeft()
      if (http.sessionToken !== undefined) await endSession(tx, http.sessionToken)
      const token = await beginSession(tx, person.id, http)
      await audit(tx, asPerson(call, session), { action: 'session.began', subject: person.id, after: { ip: http.ip } })
      return { token, session }
    })
    http.setSession(token, sessionSeconds.longest)
    return session
  },

  async logout(_input, call) {
    const token = call.http?.sessionToken
    if (token === undefined) return {}
    await across(async (tx) => {
      await endSession(tx, token)
      await audit(tx, call, { action: 'session.ended', subject: call.actor.id })
    })
    call.http?.setSession(undefined)
    return {}
  },

  session: async (_input, call) =>
    across(async (tx) => {
      if (call.actor.kind !== 'person') return sessionOfKey(call)
      const person = await tx.selectFrom('person').selectAll().where('id', '=', call.actor.id).executeTakeFirstOrThrow()
      return { ...(await sessionOf(tx, person, call.station)), scopes: [...call.scopes] }
    }),

  async changePassword({ current, next }, call) {
    if (call.actor.kind !== 'person') throw notAPerson()
    const http = overHttp(call)
    const person = await across((tx) =>
      tx.selectFrom('person').selectAll().where('id', '=', call.actor.id).executeTakeFirstOrThrow(),
    )
    const attempt = { account: person.login, address: http.ip }
    await across((tx) => countAttempt(tx, attempt))
    if (!(await verifyPassword(current, person.password_hash))) throw wrongLogin()
    if (await verifyPassword(next, person.password_hash)) throw samePassword()
    const hash = await hashPassword(next)
    const { token, session } = await across(async (tx) => {
      await forgiveAttempt(tx, attempt)
      const changed = await tx
        .updateTable('person')
        .set({ password_hash: hash, must_change: false })
        .where('id', '=', person.id)
        .where('password_hash', '=', person.password_hash) // two changes at once: the second no longer knows the password
        .executeTakeFirst()
      if (changed.numUpdatedRows === 0n) throw wrongLogin()
      await endSessionsOf(tx, person.id)
      const token = await beginSession(tx, person.id, http)
      await audit(tx, call, { action: 'password.changed', subject: person.id })
      return { token, session: await sessionOf(tx, { ...person, must_change: false }, call.station) }
    })
    http.setSession(token, sessionSeconds.longest)
    return session
  },
})

/** Ends every session of a person: after a change of password, or when no station lets them in any more. */
export const endSessionsOf = async (tx: Tx, person: string): Promise<void> => {
  await tx.deleteFrom('session').where('person', '=', person).execute()
}

/** Drops sessions that have ended by themselves. */
export const sweepSessions = async (tx: Tx): Promise<void> => {
  await sql`delete from access.session where seen_at < now() - make_interval(secs => ${sessionSeconds.idle})
    or began_at < now() - make_interval(secs => ${sessionSeconds.longest})`.execute(tx)
}

const overHttp = (call: Call): HttpSide => {
  if (!call.http) throw new Error('a session is begun over HTTP only')
  return call.http
}

const findPerson = (tx: Tx, login: string) =>
  tx.selectFrom('person').selectAll().where('login', '=', login.toLowerCase()).executeTakeFirst()

const endSession = async (tx: Tx, token: string) => {
  await tx.deleteFrom('session').where('token_hash', '=', hashSecret(token)).execute()
}

const beginSession = async (tx: Tx, person: string, http: HttpSide): Promise<string> => {
  const token = newSessionToken()
  await tx
    .insertInto('session')
    .values({ token_hash: hashSecret(token), person, ip: http.ip, user_agent: http.userAgent.slice(0, 300) })
    .execute()
  await sql`delete from access.session where token_hash in (
    select token_hash from access.session where person = ${person}
    order by began_at desc offset ${maxSessionsPerPerson})`.execute(tx)
  return token
}

type PersonRow = { id: string; login: string; must_change: boolean }

const sessionOf = async (tx: Tx, person: PersonRow, at?: string): Promise<SessionOut> => {
  const stations = await tx
    .selectFrom('membership as m')
    .innerJoin('station as s', 's.id', 'm.station')
    .select(['s.id', 's.name', 'm.role', 'm.name as called'])
    .where('m.person', '=', person.id)
    .where('m.disabled', '=', false)
    .orderBy('m.created_at')
    .orderBy('m.station')
    .execute()
  const here = stations.find((one) => one.id === at) ?? stations[0]
  return {
    person: { id: person.id, login: person.login, name: here?.called ?? person.login },
    mustChangePassword: person.must_change,
    ...(here ? { station: here.id } : {}),
    stations: stations.map(({ id, name, role }) => ({ id, name, role })),
    scopes: here ? [...scopesOf(here.role, person.must_change)] : [],
  }
}

const sessionOfKey = (call: Call): SessionOut => ({
  mustChangePassword: false,
  ...(call.station === noStation ? {} : { station: call.station }),
  stations: [],
  scopes: [...call.scopes],
})

/** Nobody does anything with a one-time password but replace it. */
export const scopesOf = (role: Role, mustChangePassword: boolean) => (mustChangePassword ? [] : roles[role])

const asPerson = (call: Call, session: SessionOut): Call => ({
  ...call,
  station: session.station!,
  actor: { kind: 'person', id: session.person!.id, name: session.person!.name },
})
