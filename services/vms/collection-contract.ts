import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name, Nothing, Page, Text, paged } from '#backbone/schemas'
import { Asset } from './asset-contract.ts'

const Optional = Type.Optional
const Ids = Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true })

export type Collection = Static<typeof Collection>
/** Assets put together by hand, in an order: for a special, a shift, a client. */
export const Collection = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  assets: Type.Integer({ description: 'Not counting those in the recycle bin' }),
  createdBy: Type.String(),
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
})

export type RelationKind = Static<typeof RelationKind>
/** What the first asset is to the second. */
export const RelationKind = Type.Enum(['derived', 'part', 'trailer', 'translation', 'replacement', 'related'], {
  description:
    'The first asset is a cut of, a part of, the trailer of, a translation of, instead of, or akin to the second',
})

export const collectionOperations = {
  collections: {
    http: 'GET /collections',
    summary: 'Collections of the station, newest first; those that hold an asset',
    scope: 'assets:read',
    input: paged({ text: Optional(Text(200)), asset: Optional(Id) }),
    output: Page(Collection),
  },
  collection: {
    http: 'GET /collections/:id',
    summary: 'One collection',
    scope: 'assets:read',
    input: Type.Object({ id: Id }),
    output: Collection,
    versioned: 'read',
  },
  addCollection: {
    http: 'POST /collections',
    summary: 'Begin a collection',
    scope: 'assets:write',
    input: Type.Object({ title: Name(300), description: Optional(Text(10_000)), assets: Optional(Ids) }),
    output: Collection,
    status: 201,
    idempotent: true,
  },
  changeCollection: {
    http: 'PATCH /collections/:id',
    summary: 'Correct the title or description of a collection',
    scope: 'assets:write',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      title: Optional(Name(300)),
      description: Optional(Text(10_000)),
    }),
    output: Collection,
    versioned: 'update',
  },
  deleteCollection: {
    http: 'DELETE /collections/:id',
    summary: 'Delete a collection; its assets stay',
    scope: 'assets:write',
    input: Type.Object({ id: Id }),
    output: Nothing,
    status: 204,
  },
  collected: {
    http: 'GET /collections/:id/assets',
    summary: 'Assets of a collection, in its order',
    scope: 'assets:read',
    input: paged({ id: Id }),
    output: Page(Asset),
  },
  collect: {
    http: 'POST /collections/:id/assets',
    summary: 'Put assets into a collection, before one of it or at its end; those that are in it move',
    scope: 'assets:write',
    input: Type.Object({ id: Id, assets: Ids, before: Optional(Id) }),
    output: Collection,
  },
  uncollect: {
    http: 'POST /collections/:id/remove',
    summary: 'Take assets out of a collection',
    scope: 'assets:write',
    input: Type.Object({ id: Id, assets: Ids }),
    output: Collection,
  },
  relate: {
    http: 'POST /assets/:id/relations',
    summary: 'Say what an asset is to another one',
    scope: 'assets:write',
    input: Type.Object({ id: Id, to: Id, kind: RelationKind }),
    output: Nothing,
    status: 204,
  },
  unrelate: {
    http: 'DELETE /assets/:id/relations/:to/:kind',
    summary: 'Say that an asset is not that to another one',
    scope: 'assets:write',
    input: Type.Object({ id: Id, to: Id, kind: RelationKind }),
    output: Nothing,
    status: 204,
  },
} as const satisfies Record<string, Operation>

export const collectionEvents = {
  collectionChanged: Type.Object({ collection: Id, change: Type.Enum(['added', 'changed', 'deleted']) }),
  related: Type.Object({ asset: Id, to: Id, kind: RelationKind, change: Type.Enum(['added', 'deleted']) }),
}
