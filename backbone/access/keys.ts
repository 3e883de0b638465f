import { sql, type Selectable } from 'kysely'
import { requireScope, type Call } from '../contract/call.ts'
import type { Api, Input, Output } from '../contract/contract.ts'
import { idInCursor, pageOf } from '../contract/cursor.ts'
import { Problem } from '../contract/problem.ts'
import { audit } from './audit.ts'
import type { access, Key } from './contract.ts'
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
      last_used_at: null,
      expires_at: expiresInDays === undefined ? null : sql<Date>`now() + make_interval(days => ${expiresInDays})`,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(tx, call, { action: 'key.created', subject: row.id, after: { name, scopes, expiresInDays } })
  return { key: keyOf(row), secret: whole }
}

const keyOf = (row: Selectable<Tables['api_key']>): Key => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  prefix: `rk_${row.prefix}`,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  ...(row.last_used_at ? { lastUsedAt: row.last_used_at.toISOString() } : {}),
  ...(row.expires_at ? { expiresAt: row.expires_at.toISOString() } : {}),
})
