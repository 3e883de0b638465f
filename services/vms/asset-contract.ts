import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name, Text } from '#backbone/schemas'

const Optional = Type.Optional
export type AssetState = Static<typeof AssetState>
export const AssetState = Type.Enum(['ingesting', 'ready', 'published', 'withdrawn', 'failed'])
export const Tags = Type.Array(Name(40), { maxItems: 50, uniqueItems: true })

/** Why an ingest failed, in the words of problem+json; `detail` says more, such as the time of the damage. */
const Failure = Type.Object({
  type: Type.String(),
  title: Type.String(),
  detail: Optional(Type.Record(Type.String(), Type.Unknown())),
})

/** From when until when the public may see an asset; open where nothing is said. */
export const Rights = Type.Object({ from: Optional(Instant), until: Optional(Instant), note: Optional(Text(1000)) })

export type Asset = Static<typeof Asset>
export const Asset = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  column: Optional(Type.String({ description: '栏目' })),
  state: AssetState,
  /** Can be played already, perhaps not yet in full. */
  playable: Type.Boolean(),
  /** Of the ingest, 0 to 1. */
  progress: Type.Number(),
  error: Optional(Failure),
  durationSeconds: Optional(Type.Number()),
  width: Optional(Type.Integer()),
  height: Optional(Type.Integer()),
  /** The metadata schema its fields follow, and in which version. */
  schema: Optional(Id),
  schemaVersion: Optional(Type.Integer()),
  fields: Optional(Type.Record(Type.String(), Type.Unknown())),
  essence: Id,
  run: Optional(Id),
  hasPoster: Type.Boolean(),
  poster: Optional(Type.String({ description: 'Tells its poster from the one it had before' })),
  createdBy: Type.String(),
  createdAt: Instant,
  updatedAt: Instant,
  publishedAt: Optional(Instant),
  rights: Optional(Rights),
  /** In the recycle bin since then; its state is the one it goes back to. */
  deletedAt: Optional(Instant),
  deletedBy: Optional(Type.String()),
  version: Type.Integer(),
})

/** What is written down under a metadata schema, by the keys of its fields. */
const FieldValue = Type.Union([
  Type.String({ maxLength: 5000 }),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Text(500), { maxItems: 100 }),
])
export const FieldChanges = Type.Record(Type.String({ maxLength: 40 }), Type.Union([FieldValue, Type.Null()]), {
  maxProperties: 200,
  description: 'Put to those that are there; null takes one away',
})

const AtVersion = Type.Object({ id: Id, version: Type.Integer() })

/** What one does with one asset. */
export const assetOperations = {
  get: {
    http: 'GET /assets/:id',
    summary: 'One asset, also when it is in the recycle bin',
    scope: 'assets:read',
    input: Type.Object({ id: Id }),
    output: Asset,
    versioned: 'read',
  },
  update: {
    http: 'PATCH /assets/:id',
    summary: 'Correct title, description, tags, column or metadata',
    scope: 'assets:write',
    versioned: 'update',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      title: Optional(Name(300)),
      description: Optional(Text(10_000)),
      tags: Optional(Tags),
      column: Optional(Type.Union([Name(100), Type.Null()])),
      schema: Optional(Type.Union([Id, Type.Null()])),
      fields: Optional(FieldChanges),
    }),
    output: Asset,
  },
  publish: {
    http: 'POST /assets/:id/publish',
    summary: 'Let the public see it',
    scope: 'assets:publish',
    input: AtVersion,
    output: Asset,
    versioned: 'update',
  },
  withdraw: {
    http: 'POST /assets/:id/withdraw',
    summary: 'Take it back from the public',
    scope: 'assets:publish',
    input: AtVersion,
    output: Asset,
    versioned: 'update',
  },
  create: {
    http: 'POST /assets',
    summary: 'Make an asset of an essence that is already stored, and ingest it',
    scope: 'assets:write',
    input: Type.Object({ essence: Id, title: Name(300), column: Optional(Name(100)) }),
    output: Asset,
    status: 201,
    idempotent: true,
  },
  reingest: {
    http: 'POST /assets/:id/ingest',
    summary:
      'Ingest an asset again that failed, or one that is not published: by another encoding profile, if one is named',
    scope: 'assets:write',
    input: Type.Object({ id: Id, profile: Optional(Text(64)) }),
    output: Asset,
  },
  choosePoster: {
    http: 'PUT /assets/:id/poster',
    summary: 'Make the picture of a moment the poster; a picture from elsewhere is sent by POST as it is, up to 10 MB',
    scope: 'assets:write',
    input: Type.Object({ id: Id, atSeconds: Type.Number({ minimum: 0, maximum: 1_000_000 }) }),
    output: Asset,
  },
  dropPoster: {
    http: 'DELETE /assets/:id/poster',
    summary: 'Go back to the poster that the ingest chose',
    scope: 'assets:write',
    input: Type.Object({ id: Id }),
    output: Asset,
  },
  delete: {
    http: 'DELETE /assets/:id',
    summary: 'Put an asset into the recycle bin; it stops playing at once',
    scope: 'assets:write',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    status: 204,
  },
  restore: {
    http: 'POST /assets/:id/restore',
    summary: 'Take an asset out of the recycle bin, as it was',
    scope: 'assets:write',
    input: Type.Object({ id: Id }),
    output: Asset,
  },
  purge: {
    http: 'DELETE /bin/:id',
    summary: 'Delete what is in the recycle bin with its renditions; its essence too, when nothing else refers to it',
    scope: 'assets:write',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    status: 204,
  },
  emptyBin: {
    http: 'POST /bin/empty',
    summary: 'Delete for good what is in the recycle bin, oldest first, up to 1,000 assets at a time',
    scope: 'assets:write',
    input: Type.Object({}),
    output: Type.Object({
      purged: Type.Integer(),
      left: Type.Integer({ description: 'Still in the bin: more than 1,000, or in columns the caller may not edit' }),
    }),
  },
  ofUpload: {
    http: 'GET /uploads/:upload/asset',
    summary: 'The asset that came of an upload; the one that was there before, when its content was known already',
    scope: 'assets:read',
    input: Type.Object({ upload: Id }),
    output: Type.Object({ asset: Asset, duplicate: Type.Boolean() }),
  },
  /** For pages without a login. */
  watch: {
    http: 'GET /watch/:id',
    summary: 'What the public may know of a published asset',
    scope: 'public',
    input: Type.Object({ id: Id }),
    output: Type.Object({
      id: Id,
      title: Type.String(),
      description: Type.String(),
      station: Type.String(),
      durationSeconds: Optional(Type.Number()),
      width: Optional(Type.Integer()),
      height: Optional(Type.Integer()),
      hasPoster: Type.Boolean(),
      poster: Optional(Type.String()),
      publishedAt: Instant,
    }),
  },
  playback: {
    http: 'GET /assets/:id/playback',
    summary: 'Whose asset it is and whether the public may play it',
    scope: 'internal',
    input: Type.Object({ id: Id }),
    output: Type.Object({
      station: Id,
      published: Type.Boolean(),
      lendable: Type.Boolean({
        description: 'May be lent by a link, published or not: not in the bin, its rights not over',
      }),
      title: Type.String(),
    }),
  },
} as const satisfies Record<string, Operation>
