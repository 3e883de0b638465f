import { requireScope, type Call } from '../contract/call.ts'
import type { Api } from '../contract/contract.ts'
import { fromCursor, pageOf } from '../contract/cursor.ts'
import { Problem } from '../contract/problem.ts'
import { roles, type Role } from '../contract/scopes.ts'
import { isDuplicate } from '../db/index.ts'
import { audit } from './audit.ts'
import type { access, Person } from './contract.ts'
import { hashPassword, oneTimePassword } from './password.ts'
import { revokeKeysOf } from './keys.ts'
import { endSessionsOf } from './session.ts'
import * as store from './people-store.ts'
import type { AccessKit, Tx } from './tables.ts'

type PeopleOps = Pick<Api<typeof access>, 'people' | 'invite' | 'updatePerson' | 'removePerson' | 'resetPassword'>

const notFound = (person: string) => new Problem('not-found', 404, 'There is no such person here', { person })
const alreadyHere = (login: string) =>
  new Problem('already-here', 409, 'This login already belongs to the station', { login })
const notYetSignedIn = (login: string) =>
  new Problem('not-yet-signed-in', 409, 'This person must first replace their one-time password', { login })
const lastAdmin = () => new Problem('last-admin', 409, 'A station keeps at least one admin')
const belongsElsewhere = () =>
  new Problem('belongs-elsewhere', 409, 'This person also belongs to a station you do not manage, and resets it there')
const ownPassword = () => new Problem('own-password', 409, 'Change your own password with the present one')

/** The people of a station. Their roles, names and being disabled are the station's own; their password is not. */
export const peopleApi = ({ inStation, across }: AccessKit): PeopleOps => ({
  async people({ cursor, limit = 50 }, call) {
    const after = cursor === undefined ? undefined : String(fromCursor(cursor, 1)[0])
    const rows = await inStation(call, (tx) => store.listMembers(tx, after, limit + 1))
    return pageOf(rows, limit, (row) => [row.login], personOf)
  },

  async invite({ login: typed, name, role }, call) {
    requireRole(call, role)
    const login = typed.toLowerCase()
    const password = oneTimePassword()
    const hash = await hashPassword(password)
    return across(async (tx) => {
      await store.lockStation(tx, call.station)
      const known = await store.findPerson(tx, login)
      const person = known ?? (await store.addPerson(tx, login, hash))
      // Whoever made the login still knows its one-time password: it must not open a second station's door to them.
      if (known?.must_change && !(await store.isMember(tx, call.station, known.id))) throw notYetSignedIn(login)
      const member = await store.addMember(tx, { station: call.station, person: person.id, login, name, role })
      await audit(tx, call, { action: 'person.invited', subject: person.id, after: { login, name, role } })
      return { person: personOf(member), ...(known ? {} : { oneTimePassword: password }) }
    }).catch((error: unknown) => {
      throw isDuplicate(error) ? alreadyHere(login) : error
    })
  },

  updatePerson: async ({ id, ...changes }, call) =>
    across(async (tx) => {
      const was = await lockedMember(tx, call, id)
      requireRole(call, was.role)
      if (changes.role !== undefined) requireRole(call, changes.role)
      if (Object.keys(changes).length === 0) return personOf(was)
      const is = await store.changeMember(tx, call.station, id, changes)
      await keepAnAdmin(tx, call.station)
      if (changes.disabled && !(await store.belongsAnywhere(tx, id))) await endSessionsOf(tx, id)
      const { role, name, disabled } = was
      await audit(tx, call, { action: 'person.changed', subject: id, before: { role, name, disabled }, after: changes })
      if (is.disabled) await revokeKeysOf(tx, call, id, { because: 'disabled' })
      else if (is.role !== role) await revokeKeysOf(tx, call, id, { because: 'demoted', kept: roles[is.role] })
      return personOf(is)
    }),

  removePerson: async ({ id }, call) =>
    across(async (tx) => {
      const was = await lockedMember(tx, call, id)
      requireRole(call, was.role)
      await store.removeMember(tx, call.station, id)
      await keepAnAdmin(tx, call.station)
      const { login, name, role } = was
      await audit(tx, call, { action: 'person.removed', subject: id, before: { login, name, role } })
      await revokeKeysOf(tx, call, id, { because: 'removed' })
      return {}
    }),

  async resetPassword({ id }, call) {
    if (id === call.actor.id) throw ownPassword()
    const password = oneTimePassword()
    const hash = await hashPassword(password)
    return across(async (tx) => {
      const member = await lockedMember(tx, call, id)
      requireRole(call, member.role)
      if (await store.belongsElsewhere(tx, id, call.station, call.actor.id)) throw belongsElsewhere()
      await store.setPassword(tx, id, hash)
      await endSessionsOf(tx, id)
      await audit(tx, call, { action: 'person.given-password', subject: id })
      return { person: personOf(member), oneTimePassword: password }
    })
  },
})

/** Nobody gives, takes or takes over a role that may do what they themselves may not. */
const requireRole = (call: Call, role: Role) => roles[role].forEach((scope) => requireScope(call, scope))

/** The station is locked first, so that two changes cannot each leave the other's admin as the last one. */
const lockedMember = async (tx: Tx, call: Call, person: string) => {
  await store.lockStation(tx, call.station)
  const member = await store.findMember(tx, call.station, person)
  if (!member) throw notFound(person)
  return member
}

const keepAnAdmin = async (tx: Tx, station: string) => {
  if (!(await store.hasAdmin(tx, station))) throw lastAdmin()
}

const personOf = (row: store.MemberRow): Person => ({
  id: row.person,
  login: row.login,
  name: row.name,
  role: row.role,
  disabled: row.disabled,
  ...(row.seen_at ? { lastSeenAt: row.seen_at.toISOString() } : {}),
  createdAt: row.created_at.toISOString(),
})
