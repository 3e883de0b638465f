import { sql, type Transaction } from 'kysely'
import { noStation, type Call } from '../contract/call.ts'
import { idInCursor, pageOf } from '../contract/cursor.ts'
import type { Api } from '../contract/contract.ts'
import type { Change } from '../host/service.ts'
import type { access } from './contract.ts'
import type { AccessKit } from './tables.ts'

const secretive = /password|secret|token|authorization|cookie/i

/** Enters a change in the audit trail through the transaction that makes it, whosever schema and role that runs in. */
export const audit = async (tx: unknown, call: Call, change: Change): Promise<void> => {
  if (call.station === noStation) throw new Error(`${change.action} belongs to no station: it cannot be audited`)
  const { kind, id, name } = call.actor
  await sql`insert into access.audit (station, actor_kind, actor_id, actor_name, action, subject, before, after)
    values (${call.station}, ${kind}, ${id}, ${name}, ${change.action}, ${change.subject},
      ${withoutSecrets(change.before)}::jsonb, ${withoutSecrets(change.after)}::jsonb)`.execute(tx as Transaction<any>)
}

const withoutSecrets = (state: object | undefined): string | null =>
  state === undefined ? null : JSON.stringify(state, (key, value) => (secretive.test(key) ? '…' : value))

type AuditOps = Pick<Api<typeof access>, 'audit' | 'trail'>

/** The trail of the caller's station. */
export const auditApi = ({ inStation }: AccessKit): AuditOps => {
  const read: AuditOps['audit'] = async ({ cursor, limit = 50, subject, actor, action, from, to }, call) => {
    const rows = await inStation(call, (tx) => {
      let query = tx
        .selectFrom('audit')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      if (actor !== undefined) query = query.where('actor_id', '=', actor)
      if (action?.includes('.')) query = query.where('action', '=', action)
      else if (action !== undefined) query = query.where('action', 'like', `${action}.%`)
      if (from !== undefined) query = query.where('at', '>=', new Date(from))
      if (to !== undefined) query = query.where('at', '<', new Date(to))
      if (cursor !== undefined) query = query.where('id', '<', idInCursor(cursor))
      return query.execute()
    })
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => ({
        id: row.id,
        at: row.at.toISOString(),
        actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
        action: row.action,
        subject: row.subject,
        ...(row.before === null ? {} : { before: row.before }),
        ...(row.after === null ? {} : { after: row.after }),
      }),
    )
  }
  return { audit: read, trail: read }
}
