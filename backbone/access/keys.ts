import { sql, type Selectable } from 'kysely'
import { requireScope, type Actor, type Call } from '../contract/call.ts'
import type { Api, Input, Output } from '../contract/contract.ts'
import { idInCursor, pageOf } from '../contract/cursor.ts'
import { Problem } from '../contract/problem.ts'
import { roles, type Scope } from '../contract/scopes.ts'
import { audit } from './audit.ts'
import type { access, Key } from './contract.ts'
import { findMember } from './people-store.ts'
import { hashSecret, newKey } from './secrets.ts'
import type { AccessKit, Tables, Tx } from './tables.ts'

type KeyOps = Pick<Api<typeof access>, 'keys' | 'createKey' | 'revokeKey'>
type Operations = (typeof access)['operations']

const notFound = (key: string) => new Problem('not-found', 404, 'There is no such key here', { key })

/** API keys of a station. */
export const keysApi = ({ inStation }: AccessKit): KeyOps => ({
  async keys({ cursor, limit = 50 }, call) {
    const rows = await inStation(call, (tx) => {
      const query = tx
        .selectFrom('api_key')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1)
      return (cursor === undefined ? query : query.where('id', '<', idInCursor(cursor))).execute()
    })
    return pageOf(rows, limit, (row) => [row.id], keyOf)
  },

  async createKey(input, call) {
    for (const scope of input.scopes) requireScope(call, scope)
    return inStation(call, (tx) => addKey(tx, call, input))
  },

  revokeKey: async ({ id }, call) =>
    inStation(call, async (tx) => {
      const was = await tx.deleteFrom('api_key').where('id', '=', id).returningAll().executeTakeFirst()
      if (!was) throw notFound(id)
      await audit(tx, call, { action: 'key.revoked', subject: id, before: { name: was.name, scopes: was.scopes } })
      return {}
    }),
})

/** Makes a key for the call's station and enters it in the trail; whether the caller may give the scopes is theirs to ask. */
export const addKey = async (
  tx: Tx,
  call: Call,
  { name, scopes, expiresInDays }: Input<Operations['createKey']>,
): Promise<Output<Operations['createKey']>> => {
  const { prefix, secret, whole } = newKey()
  const row = await tx
    .insertInto('api_key')
    .values({
      station: call.station,
      name,
      scopes,
      prefix,
      secret_hash: hashSecret(secret),
      created_by: call.actor.name,
      created_by_person: await personBehind(tx, call.actor),
      last_used_at: null,
      expires_at: expiresInDays === undefined ? null : sql<Date>`now() + make_interval(days => ${expiresInDays})`,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await requireStill(tx, call, scopes)
  await audit(tx, call, { action: 'key.created', subject: row.id, after: { name, scopes, expiresInDays } })
  return { key: keyOf(row), secret: whole }
}

/** Revokes the keys a person has made in the call's station: all, or those that may do more than `kept`. */
export const revokeKeysOf = async (
  tx: Tx,
  call: Call,
  person: string,
  { because, kept = [] }: { because: 'removed' | 'disabled' | 'demoted'; kept?: readonly Scope[] },
): Promise<void> => {
  const revoked = await tx
    .deleteFrom('api_key')
    .where('station', '=', call.station)
    .where('created_by_person', '=', person)
    .$if(because === 'demoted', (query) => query.where(sql<boolean>`not scopes <@ ${kept}::text[]`))
    .returning(['id', 'name', 'scopes'])
    .execute()
  for (const { id, name, scopes } of revoked) {
    const before = { name, scopes, createdByPerson: person }
    await audit(tx, call, { action: 'key.revoked', subject: id, before, after: { because: `person.${because}` } })
  }
}

/** A key that a key has made is answered for by the person behind the first. */
const personBehind = async (tx: Tx, { kind, id }: Actor): Promise<string | null> => {
  if (kind === 'person') return id
  if (kind !== 'key') return null
  const key = await tx.selectFrom('api_key').select('created_by_person').where('id', '=', id).executeTakeFirst()
  return key?.created_by_person ?? null
}

/**
 * Asked once the key is written: that waits for whoever is changing the station's people, who would not have seen the
 * key. Whoever has been removed, disabled, demoted or revoked in that moment makes none.
 */
const requireStill = async (tx: Tx, call: Call, scopes: readonly Scope[]) => {
  const { kind, id } = call.actor
  if (kind === 'system') return
  const now = new Set(kind === 'person' ? await scopesOfMember(tx, call.station, id) : await scopesOfKey(tx, id))
  for (const scope of scopes) requireScope({ ...call, scopes: now }, scope)
}

const scopesOfMember = async (tx: Tx, station: string, person: string): Promise<readonly Scope[]> => {
  const member = await findMember(tx, station, person)
  return member && !member.disabled ? roles[member.role] : []
}

const scopesOfKey = async (tx: Tx, id: string): Promise<readonly Scope[]> =>
  (await tx.selectFrom('api_key').select('scopes').where('id', '=', id).executeTakeFirst())?.scopes ?? []

const keyOf = (row: Selectable<Tables['api_key']>): Key => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  prefix: `rk_${row.prefix}`,
  createdBy: row.created_by,
  ...(row.created_by_person === null ? {} : { createdByPerson: row.created_by_person }),
  createdAt: row.created_at.toISOString(),
  ...(row.last_used_at ? { lastUsedAt: row.last_used_at.toISOString() } : {}),
  ...(row.expires_at ? { expiresAt: row.expires_at.toISOString() } : {}),
})
