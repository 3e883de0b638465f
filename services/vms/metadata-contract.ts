import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name, Page, Text, paged } from '#backbone/schemas'
import { Asset } from './asset-contract.ts'

const Optional = Type.Optional

export type MetadataField = Static<typeof MetadataField>
/** One thing that a station writes down of its assets. */
export const MetadataField = Type.Object({
  key: Type.String({ pattern: '^[a-z][A-Za-z0-9_]{0,39}$', maxLength: 40 }),
  label: Name(100),
  help: Optional(Text(500)),
  type: Type.Enum(['text', 'number', 'date', 'choice', 'person', 'boolean', 'url']),
  required: Optional(Type.Boolean({ description: 'Nothing is published without it' })),
  many: Optional(Type.Boolean({ description: 'A list of texts, choices, people or addresses' })),
  options: Optional(Type.Array(Name(100), { maxItems: 500, uniqueItems: true, description: 'Of a choice' })),
  minimum: Optional(Type.Number({ description: 'Of a number' })),
  maximum: Optional(Type.Number()),
})
const Fields = Type.Array(MetadataField, { maxItems: 200 })

export type MetadataSchema = Static<typeof MetadataSchema>
/** What a station writes down of one sort of asset; every change is a version of its own, and the old ones stay. */
export const MetadataSchema = Type.Object({
  id: Id,
  name: Type.String(),
  fields: Type.Array(MetadataField),
  retired: Type.Boolean({ description: 'No asset begins to use it any more' }),
  createdAt: Instant,
  createdBy: Type.String(),
  version: Type.Integer(),
})

export const VersionEntry = Type.Object({
  version: Type.Integer({ description: 'That of the asset after the change' }),
  at: Instant,
  by: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() }),
  changed: Type.Array(Type.String(), { description: 'title, description, tags, column, schema, fields.<key>' }),
})
const Difference = Type.Object({
  key: Type.String(),
  before: Optional(Type.Unknown()),
  after: Optional(Type.Unknown()),
})

export const metadataOperations = {
  schemas: {
    http: 'GET /schemas',
    summary: 'The metadata schemas of the station, as they are now',
    scope: 'assets:read',
    input: Type.Object({}),
    output: Type.Object({ items: Type.Array(MetadataSchema) }),
  },
  schema: {
    http: 'GET /schemas/:id',
    summary: 'One metadata schema, as it is or as it was in a version',
    scope: 'assets:read',
    input: Type.Object({ id: Id, of: Optional(Type.Integer({ minimum: 1, description: 'Version' })) }),
    output: MetadataSchema,
    versioned: 'read',
  },
  addSchema: {
    http: 'POST /schemas',
    summary: 'Settle what is written down of a sort of asset',
    scope: 'station:manage',
    input: Type.Object({ name: Name(100), fields: Fields }),
    output: MetadataSchema,
    status: 201,
    idempotent: true,
  },
  changeSchema: {
    http: 'PATCH /schemas/:id',
    summary: 'Make a new version of a schema; assets keep what they have and follow it at their next change',
    scope: 'station:manage',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      name: Optional(Name(100)),
      fields: Optional(Fields),
      retired: Optional(Type.Boolean()),
    }),
    output: MetadataSchema,
    versioned: 'update',
  },
  versions: {
    http: 'GET /assets/:id/versions',
    summary: 'What people changed of an asset, newest first; each can be gone back to',
    scope: 'assets:read',
    input: paged({ id: Id }),
    output: Page(VersionEntry),
  },
  compare: {
    http: 'GET /assets/:id/compare',
    summary: 'What differs between two versions of an asset',
    scope: 'assets:read',
    input: Type.Object({ id: Id, from: Type.Integer(), to: Type.Integer() }),
    output: Type.Object({ items: Type.Array(Difference) }),
  },
  rollBack: {
    http: 'POST /assets/:id/rollback',
    summary: 'Make an asset what it was in an earlier version; this is a change like any other',
    scope: 'assets:write',
    input: Type.Object({ id: Id, version: Type.Integer(), to: Type.Integer() }),
    output: Asset,
    versioned: 'update',
  },
} as const satisfies Record<string, Operation>

export const metadataEvents = {
  schemaChanged: Type.Object({ schema: Id, version: Type.Integer() }),
}
