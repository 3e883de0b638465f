import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name } from '#backbone/schemas'

const Optional = Type.Optional
const OrNull = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Union([schema, Type.Null()])
/** Ids of people and keys. Null: who may is settled by the column above; at the top, everybody whose role allows it. */
const Who = OrNull(Type.Array(Id, { maxItems: 500, uniqueItems: true }))

export type Column = Static<typeof Column>
/** A column (栏目) of the station; its name is its own in the whole station, and what assets call it by. */
export const Column = Type.Object({
  id: Id,
  name: Type.String(),
  parent: Optional(Id),
  path: Type.Array(Type.String(), { description: 'Names from the top down to this one' }),
  position: Type.Integer({ description: 'Among its neighbours' }),
  editors: Optional(Type.Array(Id, { description: 'Who may edit what is in it; absent: as above it' })),
  publishers: Optional(Type.Array(Id, { description: 'Who may publish what is in it; absent: as above it' })),
  mayEdit: Type.Boolean({ description: 'Whether the caller may' }),
  mayPublish: Type.Boolean(),
  assets: Type.Integer({ description: 'Directly in it' }),
  createdAt: Instant,
  version: Type.Integer(),
})

export const columnOperations = {
  columns: {
    http: 'GET /columns',
    summary: 'All columns of the station, each before those below it',
    scope: 'assets:read',
    input: Type.Object({}),
    output: Type.Object({ items: Type.Array(Column) }),
  },
  addColumn: {
    http: 'POST /columns',
    summary: 'Open a column',
    scope: 'station:manage',
    input: Type.Object({
      name: Name(100),
      parent: Optional(Id),
      position: Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
      editors: Optional(Who),
      publishers: Optional(Who),
    }),
    output: Column,
    status: 201,
    idempotent: true,
  },
  changeColumn: {
    http: 'PATCH /columns/:id',
    summary: 'Rename a column with all its assets, move it, or settle who may edit and publish in it',
    scope: 'station:manage',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      name: Optional(Name(100)),
      parent: Optional(OrNull(Id)),
      position: Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
      editors: Optional(Who),
      publishers: Optional(Who),
    }),
    output: Column,
    versioned: 'update',
  },
  deleteColumn: {
    http: 'DELETE /columns/:id',
    summary: 'Close a column that has none below it; its assets are in no column afterwards, or in another one',
    scope: 'station:manage',
    input: Type.Object({ id: Id, moveTo: Optional(Id) }),
    output: Type.Object({}),
    status: 204,
  },
  requireEdit: {
    http: 'POST /assets/:id/edit-right',
    summary: 'Nothing, where the caller may edit an asset now; else a problem that says why not',
    scope: 'internal',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
  },
} as const satisfies Record<string, Operation>

export const columnEvents = {
  /** A column was opened, changed or closed; its assets may be called by another name now. */
  columnChanged: Type.Object({ column: Id, change: Type.Enum(['added', 'changed', 'deleted']), name: Type.String() }),
}
