import { sql } from 'kysely'
import { systemCall } from '../contract/call.ts'
import type { Output } from '../contract/contract.ts'
import { Problem } from '../contract/problem.ts'
import type { Scope } from '../contract/scopes.ts'
import type { Database } from '../db/index.ts'
import { audit } from './audit.ts'
import type { access } from './contract.ts'
import { addKey } from './keys.ts'
import { hashPassword, oneTimePassword } from './password.ts'
import { addMember, addPerson } from './people-store.ts'
import type { Tables } from './tables.ts'

export type FirstAdmin = { login: string; oneTimePassword: string }

const noStationYet = () => new Problem('no-station', 409, 'There is no station yet: start Rongmei once')

/**
 * Opens the first station and its admin, with a one-time password to be shown to whoever set the machine up; undefined
 * when there is a station already. Nodes that start at once make one. The schema must have been migrated. `tell` hands
 * the password on before the admin exists for good: a plug pulled in between leaves nobody without a way in.
 */
export const ensureFirstAdmin = async (
  db: Database,
  stationName: string,
  tell: (admin: FirstAdmin) => void = () => {},
): Promise<FirstAdmin | undefined> => {
  const login = 'admin'
  const password = oneTimePassword()
  return db.across<Tables, FirstAdmin | undefined>('access', async (tx) => {
    if (await tx.selectFrom('station').select('id').limit(1).executeTakeFirst()) return undefined
    await sql`lock table access.station in exclusive mode`.execute(tx)
    if (await tx.selectFrom('station').select('id').limit(1).executeTakeFirst()) return undefined
    const made = { name: stationName, parent: null, quota_bytes: null }
    const { id: station } = await tx.insertInto('station').values(made).returning('id').executeTakeFirstOrThrow()
    const person = await addPerson(tx, login, await hashPassword(password))
    await addMember(tx, { station, person: person.id, login, name: login, role: 'admin' })
    const call = systemCall(station, 'first start')
    await audit(tx, call, { action: 'station.created', subject: station, after: { name: stationName } })
    await audit(tx, call, { action: 'person.invited', subject: person.id, after: { login, role: 'admin' } })
    tell({ login, oneTimePassword: password })
    return { login, oneTimePassword: password }
  })
}

/** Makes an API key of the first station for whoever has the machine itself: the command line's way in. */
export const createLocalKey = (
  db: Database,
  key: { name: string; scopes: Scope[]; expiresInDays?: number },
): Promise<Output<(typeof access)['operations']['createKey']>> =>
  db.across<Tables, Output<(typeof access)['operations']['createKey']>>('access', async (tx) => {
    const first = await tx
      .selectFrom('station')
      .select('id')
      .where('parent', 'is', null)
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()
    if (!first) throw noStationYet()
    return addKey(tx, systemCall(first.id, 'command line'), key)
  })
