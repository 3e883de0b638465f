import { sql, type Selectable } from 'kysely'
import type { Role } from '../contract/scopes.ts'
import type { Tables, Tx } from './tables.ts'

export type MemberRow = Selectable<Tables['membership']>

/** The station's people by login, after the given one. */
export const listMembers = (tx: Tx, after: string | undefined, limit: number): Promise<MemberRow[]> => {
  const query = tx.selectFrom('membership').selectAll().orderBy('login').limit(limit)
  return (after === undefined ? query : query.where('login', '>', after)).execute()
}

export const findMember = (tx: Tx, station: string, person: string): Promise<MemberRow | undefined> =>
  tx.selectFrom('membership').selectAll().where('station', '=', station).where('person', '=', person).executeTakeFirst()

export const isMember = async (tx: Tx, station: string, person: string): Promise<boolean> =>
  (await findMember(tx, station, person)) !== undefined

/** Changes of who belongs to a station happen one after the other. */
export const lockStation = async (tx: Tx, station: string): Promise<void> => {
  await tx.selectFrom('station').select('id').where('id', '=', station).forUpdate().execute()
}

export const findPerson = (tx: Tx, login: string) =>
  tx.selectFrom('person').select(['id', 'must_change']).where('login', '=', login).executeTakeFirst()

/** A new login with a one-time password. */
export const addPerson = (tx: Tx, login: string, passwordHash: string) =>
  tx
    .insertInto('person')
    .values({ login, password_hash: passwordHash, must_change: true })
    .returning('id')
    .executeTakeFirstOrThrow()

type NewMember = { station: string; person: string; login: string; name: string; role: Role }

export const addMember = (tx: Tx, member: NewMember): Promise<MemberRow> =>
  tx
    .insertInto('membership')
    .values({ ...member, seen_at: null })
    .returningAll()
    .executeTakeFirstOrThrow()

type MemberChanges = { role?: Role; name?: string; disabled?: boolean }

export const changeMember = (tx: Tx, station: string, person: string, changes: MemberChanges): Promise<MemberRow> =>
  tx
    .updateTable('membership')
    .set(changes)
    .where('station', '=', station)
    .where('person', '=', person)
    .returningAll()
    .executeTakeFirstOrThrow()

/** Takes a person out of a station; who then belongs to none is forgotten, and the login is free again. */
export const removeMember = async (tx: Tx, station: string, person: string): Promise<void> => {
  await tx.deleteFrom('membership').where('station', '=', station).where('person', '=', person).execute()
  await sql`delete from access.person p where id = ${person}
    and not exists (select 1 from access.membership m where m.person = p.id)`.execute(tx)
}

/** Whether any station still lets a person in; each request asks anew, so one station does not end another's sessions. */
export const belongsAnywhere = async (tx: Tx, person: string): Promise<boolean> => {
  const member = await tx
    .selectFrom('membership')
    .select('station')
    .where('person', '=', person)
    .where('disabled', '=', false)
    .limit(1)
    .executeTakeFirst()
  return member !== undefined
}

export const hasAdmin = async (tx: Tx, station: string): Promise<boolean> => {
  const admin = await tx
    .selectFrom('membership')
    .select('person')
    .where('station', '=', station)
    .where('role', '=', 'admin')
    .where('disabled', '=', false)
    .limit(1)
    .executeTakeFirst()
  return admin !== undefined
}

/** Whether a person belongs to a station other than `station` of which `manager` is not an admin, too. */
export const belongsElsewhere = async (tx: Tx, person: string, station: string, manager: string): Promise<boolean> => {
  const { rows } = await sql`select 1 from access.membership m where person = ${person} and station <> ${station}
    and not exists (select 1 from access.membership mine where mine.station = m.station
      and mine.person::text = ${manager} and mine.role = 'admin' and not mine.disabled) limit 1`.execute(tx)
  return rows.length > 0
}

export const setPassword = async (tx: Tx, person: string, passwordHash: string): Promise<void> => {
  await tx
    .updateTable('person')
    .set({ password_hash: passwordHash, must_change: true })
    .where('id', '=', person)
    .execute()
}
