import type { Generated, Transaction } from 'kysely'
import type { Kit } from '../host/service.ts'
import type { Role, Scope } from '../contract/scopes.ts'
import type { access } from './contract.ts'

/** The schema `access`, as its migrations leave it. */
export type Tables = {
  station: {
    id: Generated<string>
    parent: string | null
    name: string
    /** bigint: comes as text. */
    quota_bytes: string | number | null
    created_at: Generated<Date>
    version: Generated<number>
  }
  person: {
    id: Generated<string>
    login: string
    password_hash: string
    must_change: boolean
    created_at: Generated<Date>
  }
  membership: {
    station: string
    person: string
    login: string
    name: string
    role: Role
    disabled: Generated<boolean>
    created_at: Generated<Date>
    seen_at: Date | null
  }
  session: {
    token_hash: Buffer
    person: string
    began_at: Generated<Date>
    seen_at: Generated<Date>
    ip: string
    user_agent: string
  }
  api_key: {
    id: Generated<string>
    station: string
    name: string
    scopes: Scope[]
    prefix: string
    secret_hash: Buffer
    created_by: string
    /** The person answerable for it; absent for the command line's keys. */
    created_by_person: string | null
    created_at: Generated<Date>
    last_used_at: Date | null
    expires_at: Date | null
  }
  attempt: { key: string; failures: number; failed_at: Generated<Date>; until: Date }
  audit: {
    id: Generated<string>
    station: string
    at: Generated<Date>
    actor_kind: string
    actor_id: string
    actor_name: string
    action: string
    subject: string
    before: unknown
    after: unknown
  }
}
export type Tx = Transaction<Tables>
export type AccessKit = Kit<typeof access, Record<never, never>, Tables>
