import { Type, type Static } from 'typebox'
import { contract } from '../contract/contract.ts'
import { Id, Instant, Name, Nothing, Page, Text, paged } from '../contract/schemas.ts'
import { roleNames, scopes } from '../contract/scopes.ts'

export const Role = Type.Enum([...roleNames])
export const Scope = Type.Enum([...scopes])
const Login = Type.String({ minLength: 2, maxLength: 64, pattern: '^[\\w.@+-]+$', description: 'Account name' })
const Password = Type.String({ minLength: 10, maxLength: 200 })

export type Station = Static<typeof Station>
export const Station = Type.Object({
  id: Id,
  name: Type.String(),
  parent: Type.Optional(Id),
  quotaBytes: Type.Optional(Type.Integer({ description: 'Upper bound of stored essence; none when absent' })),
  createdAt: Instant,
  version: Type.Integer(),
  people: Type.Optional(Type.Integer({ description: 'How many belong to it; told in lists' })),
})

export type Session = Static<typeof Session>
export const Session = Type.Object({
  person: Type.Optional(Type.Object({ id: Id, login: Type.String(), name: Type.String() })),
  /** A one-time password must be replaced before anything else is allowed. */
  mustChangePassword: Type.Boolean(),
  station: Type.Optional(Id),
  stations: Type.Array(Type.Object({ id: Id, name: Type.String(), role: Role })),
  scopes: Type.Array(Scope),
})

export type Person = Static<typeof Person>
export const Person = Type.Object({
  id: Id,
  login: Type.String(),
  name: Type.String(),
  role: Role,
  disabled: Type.Boolean(),
  lastSeenAt: Type.Optional(Instant),
  createdAt: Instant,
})

export type Key = Static<typeof Key>
export const Key = Type.Object({
  id: Id,
  name: Type.String(),
  scopes: Type.Array(Scope),
  prefix: Type.String({ description: 'First characters of the key, to recognise it by' }),
  createdBy: Type.String(),
  createdByPerson: Type.Optional(Id),
  createdAt: Instant,
  lastUsedAt: Type.Optional(Instant),
  expiresAt: Type.Optional(Instant),
})

export const AuditEntry = Type.Object({
  id: Id,
  at: Instant,
  actor: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() }),
  action: Type.String(),
  subject: Type.String(),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
})

const oneTimePassword = Type.String({ description: 'Shown this once; must be replaced at the first sign-in' })

export const access = contract({
  name: 'access',
  summary: 'People, stations, roles, API keys, sessions, and who did what',
  operations: {
    login: {
      http: 'POST /session',
      summary: 'Sign in; sets the session cookie',
      scope: 'public',
      input: Type.Object({ login: Text(64), password: Text(200) }),
      output: Session,
    },
    logout: {
      http: 'DELETE /session',
      summary: 'Sign out',
      scope: 'signed-in',
      input: Nothing,
      output: Nothing,
      status: 204,
    },
    session: {
      http: 'GET /session',
      summary: 'Who am I, where, and what may I do',
      scope: 'signed-in',
      input: Nothing,
      output: Session,
    },
    changePassword: {
      http: 'POST /password',
      summary: 'Replace my password',
      scope: 'signed-in',
      input: Type.Object({ current: Text(200), next: Password }),
      output: Session,
    },

    stations: {
      http: 'GET /stations',
      summary: 'This station and those below it',
      scope: 'station:read',
      input: Nothing,
      output: Type.Object({ items: Type.Array(Station) }),
    },
    createStation: {
      http: 'POST /stations',
      summary: 'Open a station below this one; the caller becomes its admin',
      scope: 'station:manage',
      input: Type.Object({ name: Name(100), quotaBytes: Type.Optional(Type.Integer({ minimum: 0 })) }),
      output: Station,
      status: 201,
      idempotent: true,
    },
    updateStation: {
      http: 'PATCH /stations/:id',
      summary: 'Rename this station or one below it, or change its quota',
      scope: 'station:manage',
      input: Type.Object({
        id: Id,
        version: Type.Integer(),
        name: Type.Optional(Name(100)),
        quotaBytes: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
      }),
      output: Station,
      versioned: 'update',
    },
    stationOf: {
      http: 'GET /station',
      summary: 'One station',
      scope: 'internal',
      input: Type.Object({ id: Id }),
      output: Station,
    },

    people: {
      http: 'GET /people',
      summary: 'People of this station',
      scope: 'station:read',
      input: paged({}),
      output: Page(Person),
    },
    invite: {
      http: 'POST /people',
      summary: 'Add a person; a new login gets a one-time password, one known from elsewhere keeps its own',
      scope: 'people:manage',
      input: Type.Object({ login: Login, name: Name(100), role: Role }),
      output: Type.Object({ person: Person, oneTimePassword: Type.Optional(oneTimePassword) }),
      status: 201,
    },
    updatePerson: {
      http: 'PATCH /people/:id',
      summary: 'Change the role or name of a person here, or disable them',
      scope: 'people:manage',
      input: Type.Object({
        id: Id,
        role: Type.Optional(Role),
        name: Type.Optional(Name(100)),
        disabled: Type.Optional(Type.Boolean()),
      }),
      output: Person,
    },
    removePerson: {
      http: 'DELETE /people/:id',
      summary: 'Remove a person from this station',
      scope: 'people:manage',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },
    resetPassword: {
      http: 'POST /people/:id/password',
      summary: 'Give a person a new one-time password',
      scope: 'people:manage',
      input: Type.Object({ id: Id }),
      output: Type.Object({ person: Person, oneTimePassword }),
    },

    keys: {
      http: 'GET /keys',
      summary: 'API keys of this station; a key ends when its maker leaves or may no longer do as much',
      scope: 'keys:manage',
      input: paged({}),
      output: Page(Key),
    },
    createKey: {
      http: 'POST /keys',
      summary: 'Make an API key; its secret is shown this once',
      scope: 'keys:manage',
      input: Type.Object({
        name: Name(100),
        scopes: Type.Array(Scope, { minItems: 1, maxItems: 50, uniqueItems: true }),
        expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
      }),
      output: Type.Object({ key: Key, secret: Type.String() }),
      status: 201,
    },
    revokeKey: {
      http: 'DELETE /keys/:id',
      summary: 'Revoke an API key at once',
      scope: 'keys:manage',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },

    audit: {
      http: 'GET /audit',
      summary: 'The audit trail, newest first',
      scope: 'audit:read',
      input: paged({
        subject: Type.Optional(Text(100, { description: 'Id of what it was done to' })),
        actor: Type.Optional(Text(100, { description: 'Id of the person or key that did it' })),
        action: Type.Optional(
          Type.String({
            maxLength: 100,
            pattern: '^[a-z-]+(\\.[a-z-]+)?$',
            description: 'One deed (`asset.published`), or all of a kind (`asset`)',
          }),
        ),
        from: Type.Optional(Instant),
        to: Type.Optional(Type.String({ format: 'date-time', maxLength: 40, description: 'Before this instant' })),
      }),
      output: Page(AuditEntry),
    },
    trail: {
      http: 'GET /trail/:subject',
      summary: 'The audit trail of one thing, for the service that keeps it and knows who may see it',
      scope: 'internal',
      input: paged({ subject: Text(100) }),
      output: Page(AuditEntry),
    },
  },
  events: {
    stationCreated: Type.Object({ station: Id, parent: Type.Optional(Id) }),
  },
})
